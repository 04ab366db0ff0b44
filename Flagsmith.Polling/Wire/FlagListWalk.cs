using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>One walk over a flag list, beside another that was read before where there is one.</summary>
/// <remarks>
/// Most polls that bring news change one flag of many, and most users have most flags as others have them. So before each entry the bytes
/// are compared with those at the same position of the other list: entries that are the same are taken over, and the JSON reader continues behind
/// them. Of an entry that differs behind its feature, the feature is taken over. With one flag of 10,000 changed that takes a sixth of a
/// pass of the JSON reader, where reading all of it takes more than one (<c>docs/benchmarks.md</c>).
/// </remarks>
internal ref struct FlagListWalk
{
    private readonly FlagBase _known;
    private readonly int _maxFlags;
    private readonly GrowingArray<FlagState> _flags;
    private readonly GrowingArray<EntryRange> _places;
    private FlagShortcut _shortcut;
    private int _entry; // of the other list: the one that is expected next
    private int _malformed;
    private int _brokenValues;
    private int _withoutId;
    private bool _hasKnownOrder;

    public FlagListWalk(FlagBase known, int maxFlags)
    {
        _known = known;
        _maxFlags = maxFlags;
        _flags = new GrowingArray<FlagState>(known.Count);
        _places = new GrowingArray<EntryRange>(known.Count);
        _hasKnownOrder = true;
    }

    /// <summary>Gets the other list's bytes.</summary>
    public ReadOnlySpan<byte> Last { get; init; }

    /// <summary>Gets where in <see cref="Last"/> the flags are; null for no other list.</summary>
    public FlagLayout? Layout { get; init; }

    /// <summary>Gets whether the flags of <see cref="Last"/> say that their id is null.</summary>
    public bool LastIsWithoutIds { get; init; }

    /// <summary>Gets whether a feature of a known name and id is taken over without comparing the rest.</summary>
    public bool TrustsNameAndId
    {
        readonly get => _shortcut.TrustsNameAndId;
        init => _shortcut.TrustsNameAndId = value;
    }

    /// <summary>Reads the array at whose beginning the cursor stands, and leaves the cursor at its end.</summary>
    public FlagList Run(ref BodyCursor cursor)
    {
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            ReadEntry(ref cursor);
            TakeSameEntries(ref cursor);
        }

        var isKnown = _hasKnownOrder && _malformed == 0 && _flags.Count == _known.Count;
        return new FlagList(_flags.ToArray(), _malformed, _brokenValues, _withoutId, isKnown, _places.ToArray());
    }

    private void ReadEntry(ref BodyCursor cursor)
    {
        CheckLimit();
        var index = Layout is null ? _flags.Count : _entry < Layout.Count ? Layout.IndexOf(_entry) : -1;
        _shortcut.Expected = Layout is null || index < 0 ? _known.At(index) : Layout.State(_entry);
        if (FlagReader.TryRead(ref cursor, _known, ref _shortcut, ref index, out var fields))
        {
            Add(fields.ToState(_known.At(index)), index, new EntryRange(_shortcut.Features == 1 ? _shortcut.FeatureEnd : cursor.Position, cursor.Position));
            _withoutId += fields.HidesId ? 1 : 0;
            _brokenValues += fields.HasBrokenValue ? 1 : 0;
        }
        else
        {
            _malformed++;
        }

        _entry = Layout?.After(_entry, index) ?? 0;
    }

    private void TakeSameEntries(ref BodyCursor cursor)
    {
        _shortcut.SameUntil = 0;
        if (Layout is null || _entry == 0 || _entry >= Layout.Count)
        {
            return;
        }

        var lastFrom = Layout.Start(_entry);
        var moved = cursor.Position - lastFrom;
        var same = lastFrom + cursor.CommonLength(Last[lastFrom..]);
        var first = _entry;
        for (; _entry < Layout.Count && Layout.Range(_entry).End <= same; _entry++)
        {
            CheckLimit();
            Add(Layout.State(_entry), Layout.IndexOf(_entry), Layout.Range(_entry).MovedBy(moved));
            _withoutId += LastIsWithoutIds ? 1 : 0;
        }

        if (_entry > first)
        {
            cursor.JumpTo(Layout.Start(_entry) + moved, cursor.Reader.CurrentState);
        }

        if (_entry < Layout.Count)
        {
            _shortcut.SameUntil = same + moved;
            _shortcut.FeatureEnd = Layout.Range(_entry).FeatureEnd + moved;
        }
    }

    private void Add(FlagState flag, int index, EntryRange place)
    {
        _hasKnownOrder &= index == _flags.Count;
        _flags.Add(flag);
        _places.Add(place);
    }

    private readonly void CheckLimit()
    {
        if (_flags.Count + _malformed == _maxFlags)
        {
            throw new FlagLimitException();
        }
    }
}
