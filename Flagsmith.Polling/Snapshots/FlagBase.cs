namespace Flagsmith.Polling.Snapshots;

/// <summary>The names and flags of one content of the environment: what many users' snapshots share.</summary>
/// <remarks>Apart from the snapshot, so that a user's snapshot keeps nothing else of it alive.</remarks>
internal sealed class FlagBase(FlagCatalog catalog, FlagState[] states)
{
    public static readonly FlagBase Empty = new(FlagCatalog.Empty, []);

    private volatile ResponseTemplate? _template;
    private bool? _listsDisabledFlags;

    /// <summary>Gets whether these are an environment's flags as the API gave them: what users follow. Defaults, flags from a file and those of a single user are not.</summary>
    public bool IsEnvironment { get; init; }

    /// <summary>Gets the values that stand in for missing flags; null where none do.</summary>
    public DefaultValues? DefaultValues { get; init; }

    /// <summary>Gets whether a flag is off. Where none is, the environment may hide disabled flags.</summary>
    public bool ListsDisabledFlags => _listsDisabledFlags ??= Array.Exists(states, static state => !state.Enabled);

    public FlagCatalog Catalog { get; } = catalog;

    /// <summary>Gets the catalog's names: here too, as each read of a user by name begins with them.</summary>
    public NameTable Names { get; } = catalog.Names;

    /// <summary>Gets or sets what users' responses are compared with; null until the first has come.</summary>
    public ResponseTemplate? Template
    {
        get => _template;
        set => _template = value;
    }

    public int Count => states.Length;

    /// <summary>Returns these flags with other default values.</summary>
    public FlagBase With(DefaultValues? defaultValues) =>
        ReferenceEquals(defaultValues, DefaultValues) ? this : new FlagBase(Catalog, states) { IsEnvironment = IsEnvironment, DefaultValues = defaultValues };

    /// <summary>Gets the flag at an index of the catalog.</summary>
    public FlagState this[int index] => states[index];

    /// <summary>Gets the flag at an index; null where there is none.</summary>
    public FlagState? At(int index) => (uint)index < (uint)states.Length ? states[index] : null;

    /// <summary>Determines whether these are the same objects in the same order.</summary>
    public bool HasStates(FlagState[] others) => ReferenceEquals(states, others) || states.AsSpan().SequenceEqual(others);

    /// <summary>Gets the feature at an index; null where there is none.</summary>
    public FeatureInfo? FeatureAt(int index) => At(index)?.Feature;
}
