using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Evaluation.Plans;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Local;

/// <summary>An environment that is evaluated in this process. Immutable and thread-safe.</summary>
internal sealed class LocalEnvironment : IUserEvaluator
{
    private readonly EnvironmentPlan _plan;
    private readonly SegmentsWithoutUser _withoutUser;
    private readonly FlagState[] _states; // of the environment alone, those that are hidden too
    private readonly bool _hidesDisabled;
    private readonly bool[]? _serverOnly; // by feature; null where none is hidden

    public LocalEnvironment(EnvironmentModel model, LocalEvaluationOptions options, IPatternObserver? observer = null)
    {
        Model = model;
        _plan = PlanCompiler.Compile(model.Context, model.Features, observer);
        _withoutUser = options.SegmentsWithoutIdentity switch
        {
            SegmentsWithoutIdentity.All => SegmentsWithoutUser.All,
            SegmentsWithoutIdentity.None => SegmentsWithoutUser.None,
            _ => SegmentsWithoutUser.ThatReadNoUser,
        };
        _states = StatesOfEnvironment();
        _hidesDisabled = options.HideDisabledFlags && model.HidesDisabledFlags;
        _serverOnly = options.HideServerKeyOnlyFeatures && model.ServerKeyOnlyFeatures.Count > 0
            ? Array.ConvertAll(_states, state => model.ServerKeyOnlyFeatures.Contains(state.Feature.Id))
            : null;
        Flags = [.. _states.Where(IsShown)];
        Catalog = FlagCatalog.TryMake(_states)!; // the document's names are unique
    }

    public EnvironmentModel Model { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Pages { get; init; } = [];

    /// <summary>Gets the environment's flags, evaluated without a user, in the document's order.</summary>
    public FlagState[] Flags { get; }

    /// <summary>Gets the names of all features, those that are hidden too.</summary>
    public FlagCatalog Catalog { get; }

    /// <summary>Makes a snapshot of the environment's flags.</summary>
    public FlagSnapshot ToSnapshot() => FlagSnapshotAssembly.Assemble(Flags, version: 1, FlagSource.Api, fetchedAt: null);

    public IIdentityFlagSnapshot Evaluate(FlagSnapshot environment, string identifier, TraitSet traits) =>
        new LocalFlagSnapshot(this, environment, _plan.ForUser(identifier, traits.SortedKeys, traits.SortedValues), traits);

    /// <summary>Returns a user's flag by the index of its feature; null where it is hidden.</summary>
    public FlagState? Find(in UserEvaluation user, int index) => user.Read(index) is var state && IsShown(state, index) ? state : null;

    /// <summary>Returns all flags that a user sees, in the document's order.</summary>
    public FlagState[] All(in UserEvaluation user)
    {
        var states = new FlagState[_states.Length];
        var count = 0;
        for (var index = 0; index < states.Length; index++)
        {
            if (Find(user, index) is { } state)
            {
                states[count++] = state;
            }
        }

        return count == states.Length ? states : states[..count];
    }

    public IReadOnlyList<string> SegmentsOf(string identifier, TraitSet traits)
    {
        var user = _plan.ForUser(identifier, traits.SortedKeys, traits.SortedValues);
        var names = new List<string>();
        for (var index = 0; index < _plan.Segments.Length; index++)
        {
            if (user.IsIn(index))
            {
                names.Add(_plan.Segments[index].Segment.Name);
            }
        }

        return names;
    }

    public FlagExplanation? Explain(string flag, string? identifier, TraitSet traits)
    {
        var user = identifier is null ? null : UserOf(identifier, traits);
        if (_plan.FindFlag(flag) is not { } index || new FlagEvaluator(_plan).Explain(flag, user, _withoutUser) is not { } trace)
        {
            return null;
        }

        var state = user is null ? _states[index] : _plan.ForUser(user).Read(index);
        return new FlagExplanation(state, trace.Result.SegmentName, ExplanationText.Of(trace));
    }

    private static EvaluatedIdentity UserOf(string identifier, TraitSet traits) => new()
    {
        Identifier = identifier,
        Traits = traits.ToDictionary(static trait => trait.Key, static trait => (EvaluationValue)trait.Value, StringComparer.Ordinal),
    };

    private FlagState[] StatesOfEnvironment()
    {
        if (_withoutUser == SegmentsWithoutUser.None)
        {
            return Array.ConvertAll(_plan.Flags, static flag => flag.Default.MakeWithoutSegments());
        }

        var environment = _plan.ForEnvironment(_withoutUser);
        var states = new FlagState[_plan.Flags.Length];
        for (var index = 0; index < states.Length; index++)
        {
            states[index] = environment.Read(index);
        }

        return states;
    }

    private bool IsShown(FlagState state, int index) => (state.Enabled || !_hidesDisabled) && _serverOnly?[index] != true;
}
