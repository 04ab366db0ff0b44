using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents the user of one evaluation in one environment.</summary>
internal sealed class User
{
    public User(EvaluatedIdentity identity, EvaluationContext context)
    {
        Identity = identity;
        Key = string.IsNullOrEmpty(identity.Key) ? context.EnvironmentKey + "_" + identity.Identifier : identity.Key;
        Overrides = OverridesOf(context.IdentityOverrides.GetValueOrDefault(identity.Identifier, []));
    }

    /// <summary>Gets the user as given.</summary>
    public EvaluatedIdentity Identity { get; }

    /// <summary>Gets the key that splits hash.</summary>
    public string Key { get; }

    /// <summary>Gets the user's own feature states by feature name.</summary>
    public IReadOnlyDictionary<string, FeatureContext> Overrides { get; }

    private static Dictionary<string, FeatureContext> OverridesOf(ImmutableArray<FeatureContext> states)
    {
        var overrides = new Dictionary<string, FeatureContext>(StringComparer.Ordinal);
        foreach (var state in states)
        {
            overrides[state.Name] = state;
        }

        return overrides;
    }
}
