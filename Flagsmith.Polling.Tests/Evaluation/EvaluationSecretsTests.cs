using System.Collections.Immutable;
using System.Text.Json;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Evaluation.Plans;
using Flagsmith.Polling.Evaluation.Properties;
using Flagsmith.Polling.Evaluation.Splitting;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>No type of the evaluation shows a key, a user or a text of the server when it is written into a log by mistake.</summary>
public sealed class EvaluationSecretsTests
{
    private const string Secret = "secret";

    [Test]
    public void Texts_OfContextsUsersAndResults_ShowNoContent()
    {
        var variant = Variant(Secret, 100, key: Secret);
        var feature = Feature(Secret, enabled: true, Secret, variant) with { Metadata = JsonSerializer.SerializeToElement(Secret) };
        var condition = Condition(Secret, "EQUAL", Secret);
        var segment = Segment(Secret, All(condition), feature);
        var identity = Identity(Secret, (Secret, Secret));
        var context = Environment([feature], segment) with
        {
            EnvironmentKey = Secret,
            EnvironmentName = Secret,
            IdentityOverrides = new Dictionary<string, ImmutableArray<FeatureContext>> { [Secret] = [feature] },
        };
        var plan = PlanCompiler.Compile(context);
        var user = plan.ForUser(identity);
        var evaluator = new FlagEvaluator(plan);
        var result = evaluator.Evaluate(identity);
        var explanation = evaluator.Explain(Secret, identity)!;
        var candidate = explanation.Candidates[1];

        object?[] all =
        [
            variant, feature, condition, condition.Value, ConditionValue.OfList([Secret]), segment, segment.Rules[0], identity, identity.Traits[Secret], context,
            result, result.Flags[0], result.Segments[0], evaluator, plan, plan.Flags[0], plan.Flags[0].Default, plan.Flags[0].Default.Shares, plan.Flags[0].Candidates[0], plan.Segments[0],
            plan.Segments[0].Rules[0], plan.Segments[0].Rules[0].Conditions[0], user, explanation, candidate, candidate.Segment, candidate.Segment!.Rules[0],
            candidate.Segment.Rules[0].Conditions[0], explanation.Split, explanation.Split!.Shares[0], new PropertyPath([Secret]), new SegmentPattern(Secret, null),
        ];

        all.Should().OnlyContain(item => !item!.ToString()!.Contains(Secret));
        result.Segments.Should().HaveCount(1, "the test sees a match");
    }
}
