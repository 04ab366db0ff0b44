using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Flagsmith.Polling.Evaluation.Properties;

/// <summary>Parses the quoted names of RFC 9535, whose escapes are those of JSON.</summary>
internal static class QuotedName
{
    private const int HexLength = 4;

    /// <summary>Parses a name from its opening quote on, and moves behind the closing one.</summary>
    /// <returns>Whether the name is well formed.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, ref int position, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var quote = text[position++];
        var content = new StringBuilder();
        while (position < text.Length && text[position] >= ' ')
        {
            var unit = text[position++];
            if (unit == quote)
            {
                name = content.ToString();
                return HasWholePairs(name);
            }

            if (unit == '\\' && !TryUnescape(text, ref position, quote, ref unit))
            {
                return false;
            }

            content.Append(unit);
        }

        return false;
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, ref int position, char quote, ref char unit)
    {
        var escape = position < text.Length ? text[position++] : '\0';
        if (escape == 'u')
        {
            return TryParseHex(text, ref position, ref unit);
        }

        unit = escape switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '/' or '\\' => escape,
            _ => escape == quote ? quote : '\0',
        };
        return unit != '\0';
    }

    private static bool TryParseHex(ReadOnlySpan<char> text, ref int position, ref char unit)
    {
        if (text.Length - position < HexLength
            || !ushort.TryParse(text.Slice(position, HexLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        position += HexLength;
        unit = (char)code;
        return true;
    }

    /// <summary>Determines whether each half of a surrogate pair has its other half.</summary>
    private static bool HasWholePairs(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && !(i + 1 < name.Length && char.IsSurrogatePair(name[i], name[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
