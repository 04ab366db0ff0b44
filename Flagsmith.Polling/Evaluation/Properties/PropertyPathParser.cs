using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Evaluation.Properties;

/// <summary>Parses the singular paths of RFC 9535, with the hyphens that the reference allows in names.</summary>
/// <remarks>Wildcards, filters, slices, descendants and lists of names are no singular paths and give no value.</remarks>
internal ref struct PropertyPathParser
{
    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private PropertyPathParser(ReadOnlySpan<char> text)
    {
        _text = text;
        _position = 1; // behind the root
    }

    private readonly char Current => _position < _text.Length ? _text[_position] : '\0';

    /// <summary>Parses a property.</summary>
    /// <returns>Whether it is a singular path.</returns>
    public static bool TryParse(string property, [NotNullWhen(true)] out PropertyPath? path)
    {
        path = null;
        if (!property.StartsWith(PropertyPath.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var names = ImmutableArray.CreateBuilder<string?>();
        var parser = new PropertyPathParser(property);
        while (parser._position < property.Length)
        {
            if (!parser.TryParseSegment(out var name))
            {
                return false;
            }

            names.Add(name);
        }

        path = new PropertyPath(names.ToImmutable());
        return true;
    }

    private bool TryParseSegment(out string? name)
    {
        SkipBlanks();
        if (TryPass('.'))
        {
            return TryParseShorthand(out name);
        }

        name = null;
        return TryPass('[') && TryParseSelector(out name);
    }

    private bool TryParseShorthand(out string? name)
    {
        var start = _position;
        while (IsNamePart(Current, isFirst: _position == start))
        {
            _position++;
        }

        name = _text[start.._position].ToString();
        return name.Length > 0;
    }

    private bool TryParseSelector(out string? name)
    {
        name = null;
        SkipBlanks();
        var isSelector = Current is '\'' or '"' ? QuotedName.TryParse(_text, ref _position, out name) : TryPassNumber();
        SkipBlanks();
        return isSelector && TryPass(']');
    }

    /// <summary>Passes a whole number without leading zeros.</summary>
    private bool TryPassNumber()
    {
        var start = _position;
        TryPass('-');
        var digits = _position;
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }

        return _position > digits && (_text[digits] != '0' || _position == start + 1);
    }

    private bool TryPass(char expected)
    {
        var passes = Current == expected;
        _position += passes ? 1 : 0;
        return passes;
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
    }

    private static bool IsNamePart(char unit, bool isFirst) =>
        char.IsAsciiLetter(unit) || unit is '_' or >= '\u0080' || (!isFirst && (char.IsAsciiDigit(unit) || unit == '-'));
}
