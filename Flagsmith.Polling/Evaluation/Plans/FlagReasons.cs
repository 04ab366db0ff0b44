using System.Numerics;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>The reasons of flags, in the words of the reference engine.</summary>
internal static class FlagReasons
{
    /// <summary>The environment's default applies.</summary>
    public const string Default = "DEFAULT";

    /// <summary>The flag depends on itself.</summary>
    public const string CircularDependency = "ERROR; code=CIRCULAR_DEPENDENCY";

    /// <summary>A segment's override applies, or the user's own.</summary>
    public static string TargetingMatch(string segment) => $"TARGETING_MATCH; segment={segment}";

    /// <summary>A variant was chosen.</summary>
    public static string Split(VariantContext variant) => $"SPLIT; weight={WeightOf(variant)}";

    private static string WeightOf(VariantContext variant) =>
        variant.IsWeightInteger && double.IsFinite(variant.Weight) ? PythonText.Of(new BigInteger(variant.Weight)) : PythonText.Of(variant.Weight);
}
