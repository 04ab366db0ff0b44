using System.Text;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Translates a set of characters, such as <c>[^a-z\d]</c>.</summary>
/// <remarks>A character outside of the basic plane is found where the set lists it; ranges and opposites of such characters are cut off at the plane's end.</remarks>
internal sealed class CharacterSet
{
    private readonly PatternReader _reader;
    private readonly bool _isAscii;
    private readonly StringBuilder _content = new();
    private readonly List<string> _pairs = [];

    private CharacterSet(PatternReader reader, bool isAscii)
    {
        _reader = reader;
        _isAscii = isAscii;
    }

    /// <summary>Translates a set.</summary>
    /// <param name="reader">The reader, behind the opening bracket.</param>
    /// <param name="isAscii">Whether classes have ASCII characters alone.</param>
    /// <returns>The set as one atom; null for what Python refuses.</returns>
    public static string? Translate(PatternReader reader, bool isAscii)
    {
        var isOpposite = reader.TryPass('^');
        var set = new CharacterSet(reader, isAscii);
        return set.TryReadContent() ? set.Write(isOpposite) : null;
    }

    private string Write(bool isOpposite)
    {
        var units = _content.Length == 0 ? null : $"[{(isOpposite ? "^" : "")}{_content}]";
        if (isOpposite || _pairs.Count == 0)
        {
            return units ?? @"[\s\S]";
        }

        return "(?:" + string.Join('|', units is null ? _pairs : _pairs.Prepend(units)) + ")";
    }

    private bool TryReadContent()
    {
        var isFirst = true;
        while (!_reader.IsAtEnd)
        {
            // A closing bracket at the beginning means itself.
            if (!isFirst && _reader.TryPass(']'))
            {
                return true;
            }

            isFirst = false;
            if (!TryReadEntry(out var isClosed))
            {
                return false;
            }

            if (isClosed)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a character, a class or a range; and the closing bracket where a hyphen stands before it.</summary>
    private bool TryReadEntry(out bool isClosed)
    {
        isClosed = false;
        var first = ReadItem();
        if (first is not { } low || !_reader.TryPass('-'))
        {
            return first is not null && Add(first.Value);
        }

        if (_reader.IsAtEnd)
        {
            return false;
        }

        isClosed = _reader.TryPass(']');
        return isClosed ? Add(low) && Add(new Item('-', null)) : ReadItem() is { } high && AddRange(low, high);
    }

    private Item? ReadItem()
    {
        var codePoint = _reader.ReadCodePoint();
        if (codePoint != '\\')
        {
            return new Item(codePoint, null);
        }

        if (_reader.IsAtEnd)
        {
            return null;
        }

        var escape = _reader.ReadCodePoint();
        if (CharacterClasses.Find(escape, _isAscii) is { } characterClass)
        {
            return new Item(0, characterClass);
        }

        var character = escape switch
        {
            'b' => '\b',
            >= '0' and <= '7' => PatternEscape.Octal((char)escape + _reader.ReadWhile(PatternEscape.IsOctalDigit, 2)),
            _ => PatternEscape.Read(_reader, escape),
        };
        return character is { } read ? new Item(read, null) : null;
    }

    private bool Add(Item item)
    {
        if (item.Class is null && PatternLiteral.IsPair(item.CodePoint))
        {
            _pairs.Add(PatternLiteral.Units(item.CodePoint));
        }
        else
        {
            _content.Append(item.Class ?? PatternLiteral.Units(item.CodePoint));
        }

        return true;
    }

    private bool AddRange(Item low, Item high)
    {
        if (low.Class is not null || high.Class is not null || low.CodePoint > high.CodePoint)
        {
            return false;
        }

        if (!PatternLiteral.IsPair(low.CodePoint))
        {
            _content.Append(PatternLiteral.Units(low.CodePoint)).Append('-').Append(PatternLiteral.Units(Math.Min(high.CodePoint, char.MaxValue)));
        }

        return true;
    }

    /// <summary>A character, or the content of a class.</summary>
    private readonly record struct Item(int CodePoint, string? Class);
}
