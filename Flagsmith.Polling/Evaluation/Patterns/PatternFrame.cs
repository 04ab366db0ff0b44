namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Represents a group that is still open, or the whole pattern.</summary>
internal sealed class PatternFrame
{
    private PatternWidth _branch = PatternWidth.Zero;
    private PatternWidth? _earlierBranches;

    /// <summary>Gets what the group is.</summary>
    public required PatternGroupKind Kind { get; init; }

    /// <summary>Gets the number of a capturing group; 0 for another.</summary>
    public int Number { get; init; }

    /// <summary>Gets where the group begins in the translation.</summary>
    public int Start { get; init; }

    /// <summary>Gets whether blanks and comments within the group mean nothing.</summary>
    public bool IsVerbose { get; set; }

    /// <summary>Gets whether classes within the group have ASCII characters alone.</summary>
    public bool IsAscii { get; set; }

    /// <summary>Gets the number of branches so far.</summary>
    public int Branches { get; private set; } = 1;

    /// <summary>Gets where the last atom begins in the translation; null where nothing can be repeated.</summary>
    public int? AtomStart { get; private set; }

    /// <summary>Gets the width of the last atom.</summary>
    public PatternWidth AtomWidth { get; private set; }

    /// <summary>Gets the width of the group as far as it is read.</summary>
    public PatternWidth Width
    {
        get
        {
            var branch = _branch.Then(AtomWidth);
            return _earlierBranches is { } earlier ? earlier.Or(branch) : branch;
        }
    }

    /// <summary>Notes an atom, or an anchor where <paramref name="start"/> is null.</summary>
    public void Add(int? start, PatternWidth width)
    {
        _branch = _branch.Then(AtomWidth);
        AtomStart = start;
        AtomWidth = width;
    }

    /// <summary>Notes that the last atom is repeated, and cannot be repeated again.</summary>
    public void Repeat(int min, int? max)
    {
        AtomStart = null;
        AtomWidth = AtomWidth.Times(min, max);
    }

    /// <summary>Begins the next branch.</summary>
    public void Alternate()
    {
        _earlierBranches = Width;
        _branch = PatternWidth.Zero;
        AtomStart = null;
        AtomWidth = PatternWidth.Zero;
        Branches++;
    }
}
