using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Reads the properties of one evaluation: the user's traits, and paths to the user, the environment, features, segments and flags.</summary>
/// <param name="plan">What is known of the context.</param>
/// <param name="user">The user; null for the environment alone.</param>
/// <param name="flags">The flags by index of their feature, as far as they are evaluated.</param>
internal sealed class PropertyReader(EvaluationPlan plan, User? user, FlagResult?[] flags)
{
    /// <summary>Reads a property. A text that looks like a number is one.</summary>
    /// <param name="property">The trait's key or a path. A trait whose key looks like a path comes first.</param>
    /// <returns>The value; unset where there is none.</returns>
    public EvaluationValue Read(string? property)
    {
        if (string.IsNullOrEmpty(property))
        {
            return EvaluationValue.Unset;
        }

        var trait = ReadTrait(property);
        return Coercion.Apply(trait.IsSet ? trait : ReadPath(plan.Paths.Find(property)));
    }

    private EvaluationValue ReadTrait(string key) =>
        user is not null && user.Identity.Traits.TryGetValue(key, out var value) ? value : EvaluationValue.Unset;

    private EvaluationValue ReadPath(PropertyPath? path) => path?.Names switch
    {
        ["environment", "key"] => plan.Context.EnvironmentKey,
        ["environment", "name"] => plan.Context.EnvironmentName,
        ["identity", "identifier"] => user?.Identity.Identifier,
        ["identity", "key"] => user?.Key,
        ["identity", "traits", { } key] => ReadTrait(key),
        ["features", { } name, var member] when plan.FindFeature(name) is { } index => ReadFeature(plan.Context.Features[index], member),
        ["segments", { } key, var member] when plan.FindSegment(key) is { } segment => ReadSegment(segment, member),
        ["flags", { } name, var member] when plan.FindFeature(name) is { } index => ReadFlag(flags[index], member),
        _ => EvaluationValue.Unset,
    };

    private static EvaluationValue ReadFeature(FeatureContext feature, string? member) => member switch
    {
        "key" => feature.Key,
        "name" => feature.Name,
        "enabled" => feature.Enabled,
        "value" => EvaluationValue.Of(feature.Value),
        _ => EvaluationValue.Unset,
    };

    private static EvaluationValue ReadSegment(SegmentContext segment, string? member) => member switch
    {
        "key" => segment.Key,
        "name" => segment.Name,
        _ => EvaluationValue.Unset,
    };

    private static EvaluationValue ReadFlag(FlagResult? flag, string? member) => flag is null
        ? EvaluationValue.Unset
        : member switch
        {
            "enabled" => flag.Enabled,
            "value" => EvaluationValue.Of(flag.Value),
            "variant" => flag.Variant,
            "name" => flag.Name,
            "reason" => flag.Reason,
            _ => EvaluationValue.Unset,
        };
}
