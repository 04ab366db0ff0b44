using System.Collections.Immutable;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Makes an environment of the pages of its document: all of the first page, and the users' overrides of every page.</summary>
internal static class EnvironmentAssembly
{
    /// <exception cref="JsonException">The first page is no environment document.</exception>
    public static EnvironmentModel Assemble(params IReadOnlyList<DocumentPage> pages)
    {
        var first = pages[0];
        if (first.ApiKey is not { } key || !first.HasStates)
        {
            throw new JsonException("not an environment document");
        }

        if (first is { States.Count: 0, Skipped.Flags: > 0 })
        {
            throw new JsonException("none of the feature states is one"); // as in a list of flags: it is not an environment without flags
        }

        // Of two features with one name the last counts, in the position of the first.
        var features = new OrderedDictionary<string, FeatureStateFields>(first.States.Count, StringComparer.Ordinal);
        foreach (var state in first.States)
        {
            features[state.Feature.Name] = state;
        }

        return new EnvironmentModel
        {
            Context = new EvaluationContext
            {
                EnvironmentKey = key,
                EnvironmentName = first.Name,
                Features = [.. features.Values.Select(static state => state.State)],
                Segments = [.. first.Segments],
                IdentityOverrides = MergeOverrides(pages),
            },
            Features = features.ToDictionary(static entry => entry.Key, static entry => entry.Value.Feature, StringComparer.Ordinal),
            UpdatedAt = first.UpdatedAt,
            HidesDisabledFlags = first.HideDisabledFlags ?? first.ProjectHidesDisabledFlags ?? false,
            ServerKeyOnlyFeatures = first.ServerKeyOnlyFeatures,
            Skipped = pages.Aggregate(default(SkippedEntries), static (sum, page) => sum + page.Skipped),
            BrokenValues = pages.Sum(static page => page.BrokenValues),
        };
    }

    // Edge stores overrides by feature and user: one user may occur in several entries, and on several pages.
    private static Dictionary<string, ImmutableArray<FeatureContext>> MergeOverrides(IReadOnlyList<DocumentPage> pages)
    {
        var merged = new Dictionary<string, ImmutableArray<FeatureContext>>(pages.Sum(static page => page.Overrides.Count), StringComparer.Ordinal);
        var several = new Dictionary<string, OrderedDictionary<string, FeatureContext>>(StringComparer.Ordinal); // of users with more than one: most have one
        foreach (var (identifier, state) in pages.SelectMany(static page => page.Overrides))
        {
            if (merged.TryAdd(identifier, [state]))
            {
                continue;
            }

            var ofUser = several.TryGetValue(identifier, out var known) ? known : several[identifier] = new(StringComparer.Ordinal) { [merged[identifier][0].Name] = merged[identifier][0] };
            ofUser[state.Name] = state; // of two for one feature the last counts, in the position of the first
        }

        foreach (var (identifier, states) in several)
        {
            merged[identifier] = [.. states.Values];
        }

        return merged;
    }
}
