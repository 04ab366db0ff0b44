using System.Diagnostics;
using System.Text.Json.Serialization;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>A flag: a feature's state in one environment at one moment.</summary>
/// <remarks>Immutable and thread-safe. Snapshots share the object as long as the flag does not change.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(FlagStateJsonConverter))]
public sealed class FlagState
{
    private const int MaxShown = 100;

    // An environment may have ten thousand flags: two numbers and their "there is none" take 24 bytes less than two long?.
    private readonly long _id;
    private readonly long _environmentId;
    private readonly bool _hasId;
    private readonly bool _hasEnvironmentId;
    private DerivedValues? _derived;

    // The reason, or what few flags have beside it: for most the further members cost no memory.
    private object? _reason;

    /// <summary>Gets the id of the state; <see langword="null"/> if the server does not send it.</summary>
    public long? Id
    {
        get => _hasId ? _id : null;
        init => (_id, _hasId) = (value ?? 0, value is not null);
    }

    /// <summary>Gets whether the flag is on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Gets the value, which applies whether the flag is on or off.</summary>
    public FlagValue Value { get; init; }

    /// <summary>Gets the id of the environment; <see langword="null"/> if the server does not send it.</summary>
    public long? EnvironmentId
    {
        get => _hasEnvironmentId ? _environmentId : null;
        init => (_environmentId, _hasEnvironmentId) = (value ?? 0, value is not null);
    }

    /// <summary>Gets the feature.</summary>
    public required FeatureInfo Feature { get; init; }

    /// <summary>Gets the key of the variant of a multivariate flag; <see langword="null"/> if the server does not send it.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets the reason for the flag's state; <see langword="null"/> if the server does not send it.</summary>
    public string? Reason
    {
        get => _reason is FlagDetails details ? details.Reason : (string?)_reason;
        init => _reason = Detail(value, OwnSegment, Experiment);
    }

    /// <summary>Gets the name of the segment whose override applies; <see langword="null"/> for the environment's default and for the user's own override.</summary>
    /// <remarks>Known in local evaluation, and in remote evaluation where <see cref="Reason"/> names the segment: not for a variant that a segment's override splits users into.</remarks>
    public string? Segment
    {
        get => OwnSegment ?? FlagDetails.SegmentIn(Reason);
        init => _reason = Detail(Reason, value, Experiment);
    }

    /// <summary>Gets the experiment that the flag is part of; <see langword="null"/> where none runs, or if the server does not send it.</summary>
    public FlagExperiment? Experiment
    {
        get => (_reason as FlagDetails)?.Experiment;
        init => _reason = Detail(Reason, OwnSegment, value);
    }

    /// <summary>Gets whether the state was set for one user by name.</summary>
    public bool IsIdentityOverride { get; init; }

    /// <summary>Gets what reads of the value made and keep: a number's text, parsed JSON. Made at the first such read.</summary>
    internal DerivedValues Derived => _derived ?? MakeDerived();

    /// <summary>Returns name, state and value as text: <c>checkout_v2: on, "blue"</c>.</summary>
    /// <returns>The text. A string value is in quotation marks and cut off after 100 characters.</returns>
    public override string ToString() => $"{Feature.Name}: {(Enabled ? "on" : "off")}{ValueText}";

    private string? OwnSegment => (_reason as FlagDetails)?.Segment;

    private static object? Detail(string? reason, string? segment, FlagExperiment? experiment)
    {
        var own = segment == FlagDetails.SegmentIn(reason) ? null : segment;
        return own is null && experiment is null ? reason : new FlagDetails(reason, own, experiment);
    }

    private string ValueText => Value.Text switch
    {
        null => Value.IsNull ? "" : $", {Value}",
        { Length: > MaxShown } text => $", \"{text.AsSpan(0, MaxShown)}…\"",
        var text => $", \"{text}\"",
    };

    internal bool HasSameContent(FlagState other) => Enabled == other.Enabled && Value == other.Value && HasSameDetails(other);

    /// <summary>Determines whether all but enabled and value are equal.</summary>
    internal bool HasSameDetails(FlagState other) =>
        Id == other.Id
        && EnvironmentId == other.EnvironmentId
        && string.Equals(Variant, other.Variant, StringComparison.Ordinal)
        && string.Equals(Reason, other.Reason, StringComparison.Ordinal)
        && Equals(_reason as FlagDetails, other._reason as FlagDetails)
        && IsIdentityOverride == other.IsIdentityOverride
        && Feature.HasSameContent(other.Feature);

    private DerivedValues MakeDerived()
    {
        var made = new DerivedValues();
        return Interlocked.CompareExchange(ref _derived, made, null) ?? made;
    }
}
