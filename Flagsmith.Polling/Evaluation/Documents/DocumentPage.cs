using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>What one page of an environment document says.</summary>
/// <remarks>Filled by the reader, and read by nobody before it is whole.</remarks>
internal sealed class DocumentPage
{
    private readonly Dictionary<string, FeatureInfo> _features = new(StringComparer.Ordinal);

    /// <summary>Gets what reads texts that occur often.</summary>
    public DocumentTexts Texts { get; } = new();

    /// <summary>Gets or sets the environment's client-side key; null where the page has none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the environment's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets when the environment last changed, as the server wrote it.</summary>
    public string? UpdatedAt { get; set; }

    /// <summary>Gets or sets whether disabled flags are hidden from remote evaluation: the environment's setting; null inherits the project's.</summary>
    public bool? HideDisabledFlags { get; set; }

    /// <summary>Gets or sets the project's setting.</summary>
    public bool? ProjectHidesDisabledFlags { get; set; }

    /// <summary>Gets the ids of features that client-side keys do not see.</summary>
    public HashSet<long> ServerKeyOnlyFeatures { get; } = [];

    /// <summary>Gets the default states, in document order.</summary>
    public List<FeatureStateFields> States { get; } = [];

    public List<SegmentContext> Segments { get; } = [];

    /// <summary>Gets the overrides of single users, in document order. One identifier may occur several times.</summary>
    public List<(string Identifier, FeatureContext State)> Overrides { get; } = [];

    /// <summary>Gets or sets whether the page has the members of a document: states and a project.</summary>
    public bool HasStates { get; set; }

    /// <summary>Gets or sets what was left out.</summary>
    public SkippedEntries Skipped { get; set; }

    /// <summary>Gets or sets how many states have a value that is not valid text, and read as no value.</summary>
    public int BrokenValues { get; set; }

    /// <summary>Returns a feature's data: one object for all its states that agree.</summary>
    public FeatureInfo FeatureOf(long id, string name, string type) =>
        _features.TryGetValue(name, out var known) && known.Id == id && known.Type == type ? known : _features[name] = new FeatureInfo { Id = id, Name = name, Type = type };
}
