using System.Diagnostics;

namespace Flagsmith.Polling;

/// <summary>Represents the metadata of a feature, independent of its state in an environment.</summary>
/// <remarks>
/// Immutable and thread-safe. Members are <see langword="null"/> if the server does not send them: the Edge API and the Edge Proxy
/// send id, name and type only, and an environment may hide the rest.
/// </remarks>
[DebuggerDisplay("{Name}")]
public sealed class FeatureInfo
{
    // Packed, as in FlagState: 40 bytes less than with nullable numbers and dates.
    private readonly long _createdTicks;
    private readonly long _projectId;
    private readonly short _createdOffset;
    private readonly bool _hasCreatedDate;
    private readonly bool _hasProjectId;

    /// <summary>Gets the feature's id within its project; 0 if the server does not send it.</summary>
    public long Id { get; init; }

    /// <summary>Gets the feature's name. Names are compared ordinally: case matters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the feature's type as the server writes it: <c>STANDARD</c>, <c>MULTIVARIATE</c>, the old <c>FLAG</c> and <c>CONFIG</c>, or anything newer.</summary>
    /// <value>The default value is <c>STANDARD</c>.</value>
    public string Type { get; init; } = "STANDARD";

    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the moment the feature was created; <see langword="null"/> also where the server's date cannot be read.</summary>
    public DateTimeOffset? CreatedDate
    {
        get => _hasCreatedDate ? new DateTimeOffset(_createdTicks, TimeSpan.FromMinutes(_createdOffset)) : null;
        init => (_createdTicks, _createdOffset, _hasCreatedDate) = (value?.Ticks ?? 0, (short)(value?.TotalOffsetMinutes ?? 0), value is not null);
    }

    /// <summary>Gets the value, as text, that the feature has in a new environment.</summary>
    public string? InitialValue { get; init; }

    /// <summary>Gets whether the feature is enabled in a new environment.</summary>
    public bool? DefaultEnabled { get; init; }

    /// <summary>Gets the id of the feature's project; only old servers send it.</summary>
    public long? ProjectId
    {
        get => _hasProjectId ? _projectId : null;
        init => (_projectId, _hasProjectId) = (value ?? 0, value is not null);
    }

    internal bool HasSameContent(FeatureInfo other) =>
        ReferenceEquals(this, other)
        || (Id == other.Id
            && string.Equals(Name, other.Name, StringComparison.Ordinal)
            && string.Equals(Type, other.Type, StringComparison.Ordinal)
            && string.Equals(Description, other.Description, StringComparison.Ordinal)
            && CreatedDate == other.CreatedDate
            && string.Equals(InitialValue, other.InitialValue, StringComparison.Ordinal)
            && DefaultEnabled == other.DefaultEnabled
            && ProjectId == other.ProjectId);
}
