using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operators that ask whether there is a value.</summary>
internal sealed class PresenceTest(bool expected) : ValueTest
{
    public override bool Matches(EvaluationValue value) => value.IsSet == expected;
}
