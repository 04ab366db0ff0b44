using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The operator that takes a share of users, or of the values of a property.</summary>
internal static class PercentageSplitTest
{
    /// <summary>Determines whether the percentage of the segment and the value is within the share.</summary>
    /// <param name="segmentKey">The segment's key: each segment takes its own share.</param>
    /// <param name="value">The property's value, or the user's key where the condition names no property.</param>
    /// <param name="expected">The share in percent.</param>
    public static bool Matches(string segmentKey, EvaluationValue value, string? expected) =>
        value.IsSet && expected is not null
        && PythonNumbers.TryParseDouble(expected, out var share)
        && Percentage.Of(segmentKey, PythonText.Of(value)) <= share;
}
