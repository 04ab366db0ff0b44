using System.Globalization;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Reads the text of a pattern from left to right.</summary>
internal sealed class PatternReader(string text)
{
    /// <summary>What <see cref="Current"/> is at the end. The text may hold it too, as any other character.</summary>
    private const char End = '\0';

    private int _position;

    public bool IsAtEnd => _position >= text.Length;

    public char Current => IsAtEnd ? End : text[_position];

    public bool TryPass(char expected)
    {
        var passes = !IsAtEnd && text[_position] == expected;
        _position += passes ? 1 : 0;
        return passes;
    }

    public bool TryPass(string expected)
    {
        var passes = text.AsSpan(_position).StartsWith(expected, StringComparison.Ordinal);
        _position += passes ? expected.Length : 0;
        return passes;
    }

    /// <summary>Reads one code point. There must be one.</summary>
    public int ReadCodePoint()
    {
        var isPair = _position + 1 < text.Length && char.IsSurrogatePair(text[_position], text[_position + 1]);
        var codePoint = isPair ? char.ConvertToUtf32(text[_position], text[_position + 1]) : text[_position];
        _position += isPair ? 2 : 1;
        return codePoint;
    }

    /// <summary>Reads as many characters of a kind as there are.</summary>
    public string ReadWhile(Func<char, bool> isOfKind, int limit = int.MaxValue)
    {
        var start = _position;
        while (!IsAtEnd && _position - start < limit && isOfKind(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    /// <summary>Reads up to a character, and passes it.</summary>
    /// <returns>What stands before it; null where the character does not occur.</returns>
    public string? ReadTo(char last)
    {
        var length = text.AsSpan(_position).IndexOf(last);
        if (length < 0)
        {
            return null;
        }

        var content = text.Substring(_position, length);
        _position += length + 1;
        return content;
    }

    /// <summary>Passes a comment and its last character, which an escape hides.</summary>
    /// <param name="last">The last character.</param>
    /// <param name="isRequired">Whether the end of the pattern cannot stand for it.</param>
    /// <returns>Whether the comment is well formed.</returns>
    public bool TryPassComment(char last, bool isRequired)
    {
        while (!IsAtEnd)
        {
            var unit = ReadCodePoint();
            if (unit == last)
            {
                return true;
            }

            if (unit == '\\')
            {
                if (IsAtEnd)
                {
                    return false;
                }

                ReadCodePoint();
            }
        }

        return !isRequired;
    }

    /// <summary>Reads a code point of so many hexadecimal digits.</summary>
    /// <returns>The code point; null where the digits are missing or name none.</returns>
    public int? ReadHex(int length)
    {
        var digits = ReadWhile(char.IsAsciiHexDigit, length);
        return digits.Length == length
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var codePoint)
            && codePoint is >= 0 and <= 0x10FFFF
                ? codePoint
                : null;
    }

    public int Mark() => _position;

    public void GoBackTo(int mark) => _position = mark;
}
