using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Local;

/// <summary>An environment that is evaluated in this process. Immutable and thread-safe.</summary>
internal sealed class LocalEnvironment : IUserEvaluator
{
    private readonly FlagEvaluator _evaluator;
    private readonly SegmentsWithoutUser _withoutUser;
    private readonly bool _hidesDisabled;
    private readonly bool _hidesServerOnly;

    public LocalEnvironment(EnvironmentModel model, LocalEvaluationOptions options)
    {
        Model = model;
        _evaluator = new FlagEvaluator(model.Context);
        _withoutUser = options.SegmentsWithoutIdentity switch
        {
            SegmentsWithoutIdentity.All => SegmentsWithoutUser.All,
            SegmentsWithoutIdentity.None => SegmentsWithoutUser.None,
            _ => SegmentsWithoutUser.ThatReadNoUser,
        };
        _hidesDisabled = options.HideDisabledFlags && model.HidesDisabledFlags;
        _hidesServerOnly = options.HideServerKeyOnlyFeatures;
        Flags = StatesOf(_evaluator.Evaluate(identity: null, _withoutUser));
    }

    public EnvironmentModel Model { get; }

    /// <summary>Gets the environment's flags, evaluated without a user, in the document's order.</summary>
    public FlagState[] Flags { get; }

    /// <summary>Makes a snapshot of the environment's flags.</summary>
    public FlagSnapshot ToSnapshot() => FlagSnapshotAssembly.Assemble(Flags, version: 1, FlagSource.Api, fetchedAt: null);

    public IdentityFlagSnapshot Evaluate(FlagSnapshot environment, string identifier, TraitSet traits)
    {
        var flags = environment.Base;
        var known = new FlagState?[flags.Count];
        var unknown = new List<FlagState>();
        foreach (var state in StatesOf(_evaluator.Evaluate(UserOf(identifier, traits), _withoutUser)))
        {
            if (flags.Names.TryGetIndex(state.Feature.Name, out var index))
            {
                known[index] = state;
            }
            else
            {
                unknown.Add(state); // disabled for the environment, which hides such flags, and on for this user
            }
        }

        return new IdentityFlagSnapshot(FlagOverlay.Of(flags, known, unknown), traits, environment.Version, environment.Source, environment.FetchedAt);
    }

    public IReadOnlyList<string> SegmentsOf(string identifier, TraitSet traits) =>
        [.. _evaluator.Evaluate(UserOf(identifier, traits), _withoutUser).Segments.Select(static segment => segment.Name)];

    public FlagExplanation? Explain(string flag, string? identifier, TraitSet traits)
    {
        var explanation = _evaluator.Explain(flag, identifier is null ? null : UserOf(identifier, traits), _withoutUser);
        return explanation is null ? null : new FlagExplanation(StateOf(explanation.Result), explanation.Result.SegmentName, ExplanationText.Of(explanation));
    }

    private static EvaluatedIdentity UserOf(string identifier, TraitSet traits) => new()
    {
        Identifier = identifier,
        Traits = traits.ToDictionary(static trait => trait.Key, static trait => (EvaluationValue)trait.Value, StringComparer.Ordinal),
    };

    private FlagState[] StatesOf(EvaluationResult result) => [.. result.Flags.Select(StateOf).Where(IsShown)];

    private FlagState StateOf(FlagResult flag) => new()
    {
        Enabled = flag.Enabled,
        Value = flag.Value,
        Feature = Model.Features[flag.Name],
        Variant = flag.Variant,
        Reason = flag.Reason,
        IsIdentityOverride = flag.SegmentName == Candidate.IdentityOverrides,
    };

    private bool IsShown(FlagState flag) =>
        (flag.Enabled || !_hidesDisabled) && !(_hidesServerOnly && Model.ServerKeyOnlyFeatures.Contains(flag.Feature.Id));
}
