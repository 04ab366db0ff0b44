using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>One walk over a flag list, beside the last one where there is one.</summary>
/// <remarks>
/// Most polls that bring news change one flag of many. So before each entry the bytes are compared with those at the same place of the
/// last body: entries that are the same are taken over, and the JSON reader goes on behind them. With one flag of 10,000 changed that takes
/// a fifth of a pass of the JSON reader instead of one and a half (<c>docs/benchmarks.md</c>).
/// </remarks>
internal ref struct FlagListWalk
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly ReadOnlySpan<byte> _last;
    private readonly FlagBase _known;
    private readonly FlagLayout? _layout;
    private readonly int _mostFlags;
    private readonly GrowingArray<FlagState> _flags;
    private readonly GrowingArray<int> _ends;
    private Utf8JsonReader _reader;
    private int _readFrom; // where in the body the reader began
    private int _sameUntil; // how far behind that the bytes are still those of the entry that is expected next
    private int _entry; // of the last body: the one that is expected next
    private int _malformed;
    private bool _hasKnownOrder;

    public FlagListWalk(ReadOnlySpan<byte> body, FlagBase known, int mostFlags, ReadOnlySpan<byte> last, FlagLayout? layout)
    {
        _body = body;
        _last = last;
        _known = known;
        _layout = layout;
        _mostFlags = mostFlags;
        _flags = new GrowingArray<FlagState>(known.Count);
        _ends = new GrowingArray<int>(known.Count);
        _reader = new Utf8JsonReader(body);
        _hasKnownOrder = true;
    }

    private readonly int Position => _readFrom + (int)_reader.BytesConsumed;

    public FlagList Run()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("not an array");
        }

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            ReadEntry();
            TakeSameEntries();
        }

        _reader.Read(); // throws when something follows the array
        return new FlagList(_flags.ToArray(), _malformed, _hasKnownOrder && _malformed == 0 && _flags.Count == _known.Count, _ends.ToArray());
    }

    private void ReadEntry()
    {
        CheckLimit();
        var index = _layout is null ? _flags.Count : _entry < _layout.Count ? _layout.IndexOf(_entry) : -1;
        if (FlagReader.TryRead(ref _reader, _known, new FlagTrust(ByNameAndId: false, _sameUntil), ref index, out var fields))
        {
            Add(fields.ToState(_known.At(index)), index, Position);
        }
        else
        {
            _malformed++;
        }

        _entry = _layout?.After(_entry, index) ?? 0;
    }

    private void TakeSameEntries()
    {
        _sameUntil = 0;
        if (_layout is null || _entry == 0 || _entry >= _layout.Count)
        {
            return;
        }

        var (from, lastFrom) = (Position, _layout.Start(_entry));
        var common = _body[from..].CommonPrefixLength(_last[lastFrom..]);
        var to = from;
        for (; _entry < _layout.Count && _layout.End(_entry) - lastFrom <= common; _entry++)
        {
            CheckLimit();
            to = from + _layout.End(_entry) - lastFrom;
            var index = _layout.IndexOf(_entry);
            Add(_known[index], index, to);
        }

        if (to > from)
        {
            _reader = new Utf8JsonReader(_body[to..], isFinalBlock: true, _reader.CurrentState);
            _readFrom = to;
        }

        _sameUntil = _entry < _layout.Count ? from + common - _readFrom : 0;
    }

    private void Add(FlagState flag, int index, int end)
    {
        _hasKnownOrder &= index == _flags.Count;
        _flags.Add(flag);
        _ends.Add(end);
    }

    private readonly void CheckLimit()
    {
        if (_flags.Count + _malformed == _mostFlags)
        {
            throw new FlagLimitException();
        }
    }
}
