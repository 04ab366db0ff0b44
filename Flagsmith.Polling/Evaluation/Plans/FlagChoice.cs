using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Splitting;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents one state that a flag may take, with all that users can get of it. Thread-safe.</summary>
/// <remarks>Outcomes are numbered: the state without a split, the control value, then the variants. The flag of each is made when the first user gets it, and shared from then on.</remarks>
internal sealed class FlagChoice
{
    /// <summary>The name that the reference engine gives to the users' own states.</summary>
    public const string IdentityOverrides = "identity_overrides";

    private const int Plain = 0;
    private const int Control = 1;

    private readonly FeatureInfo _feature;
    private readonly VariantShares? _shares;
    private readonly bool _isCyclic;

    /// <param name="state">The state.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="segmentName">The name of the segment whose override it is, <see cref="IdentityOverrides"/>, or null for the default.</param>
    /// <param name="isCyclic">Whether the flag depends on itself.</param>
    /// <param name="first">The number of the first outcome among all of the flag.</param>
    public FlagChoice(FeatureContext state, FeatureInfo feature, string? segmentName, bool isCyclic, int first)
    {
        State = state;
        SegmentName = segmentName;
        First = first;
        _feature = feature;
        _shares = state.Variants.IsEmpty ? null : new VariantShares(state);
        _isCyclic = isCyclic;
    }

    public FeatureContext State { get; }

    public string? SegmentName { get; }

    /// <summary>Gets the variants; null where there are none.</summary>
    public VariantShares? Shares => _shares;

    /// <summary>Gets the number of the first outcome.</summary>
    public int First { get; }

    /// <summary>Gets how many outcomes there are.</summary>
    public int Count => _shares is null ? 1 : _shares.Variants.Length + 2;

    /// <summary>Returns the choice of the same flag that one user has by name.</summary>
    public FlagChoice With(FeatureContext own) => new(own, _feature, IdentityOverrides, _isCyclic, first: 0);

    /// <summary>Makes the flag of the environment alone where no segment counts: nothing is read then, and so nothing in a cycle.</summary>
    public FlagState MakeWithoutSegments() => new FlagChoice(State, _feature, SegmentName, isCyclic: false, First).MakeState(First);

    /// <summary>Returns the number of a user's outcome, and of the plain one for the environment alone.</summary>
    public int Pick(in UserEvaluation user) =>
        First + (_shares is null || !user.IsUser ? Plain : Control + 1 + _shares.Find(user.KeyPrefix, user.KeyRest));

    /// <summary>Makes the flag of an outcome.</summary>
    public FlagState MakeState(int number)
    {
        var variant = VariantOf(number);
        return new FlagState
        {
            Enabled = State.Enabled,
            Value = variant?.Value ?? State.Value,
            Feature = _feature,
            Variant = VariantKeyOf(number),
            Reason = ReasonOf(variant),
            IsIdentityOverride = SegmentName == IdentityOverrides,
            Segment = SegmentName == IdentityOverrides ? null : SegmentName,
            Experiment = ExperimentReader.Of(State.Metadata),
        };
    }

    /// <summary>Makes the result of an outcome, in the words of the reference engine.</summary>
    public FlagResult MakeResult(int number)
    {
        var variant = VariantOf(number);
        return new FlagResult
        {
            Name = State.Name,
            Enabled = State.Enabled,
            Value = variant?.Value ?? State.Value,
            Variant = VariantKeyOf(number),
            Reason = ReasonOf(variant),
            Metadata = EvaluationMetadata.NonEmpty(State.Metadata),
            SegmentName = SegmentName,
        };
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Choice of {Count} outcomes";

    private VariantContext? VariantOf(int number) => number - First > Control ? _shares!.Variants[number - First - Control - 1] : null;

    private string? VariantKeyOf(int number) => (number - First) switch
    {
        Plain => null,
        Control => VariantShares.Control,
        _ => VariantOf(number)!.Key,
    };

    private string ReasonOf(VariantContext? variant)
    {
        if (_isCyclic)
        {
            return FlagReasons.CircularDependency;
        }

        return variant is not null ? FlagReasons.Split(variant)
            : SegmentName is { } segment ? FlagReasons.TargetingMatch(segment)
            : FlagReasons.Default;
    }
}
