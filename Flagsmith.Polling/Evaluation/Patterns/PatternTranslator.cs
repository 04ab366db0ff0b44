using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Translates a pattern from Python's dialect of regular expressions to the one of .NET. What Python refuses has no translation.</summary>
/// <remarks>
/// All groups are numbered as Python does it, from left to right, named or not. Two things stay different: a dot, the opposite of a set and a
/// range see the two UTF-16 units of a character outside of the basic plane, and letters without regard to case are folded as .NET does it.
/// </remarks>
internal sealed partial class PatternTranslator
{
    private readonly PatternReader _reader;
    private readonly StringBuilder _output = new();
    private readonly Stack<PatternFrame> _frames = new();
    private readonly PatternGroups _groups = new();
    private RegexOptions _options = RegexOptions.CultureInvariant;

    private PatternTranslator(string pattern)
    {
        _reader = new PatternReader(pattern);
        _frames.Push(new PatternFrame { Kind = PatternGroupKind.Whole });
    }

    private PatternFrame Frame => _frames.Peek();

    /// <summary>Translates a pattern that has to match at the beginning of a text.</summary>
    /// <returns>The pattern and its options; null for a pattern that Python refuses.</returns>
    public static (string Pattern, RegexOptions Options)? Translate(string pattern)
    {
        var translator = new PatternTranslator(pattern);
        return translator.TryTranslate() ? ($@"\A(?:{translator._output})", translator._options) : null;
    }

    private bool TryTranslate()
    {
        while (!_reader.IsAtEnd)
        {
            if (!TryTranslateNext())
            {
                return false;
            }
        }

        return Frame.Kind == PatternGroupKind.Whole && _groups.AreComplete;
    }

    private bool TryTranslateNext()
    {
        var next = _reader.ReadCodePoint();
        return next switch
        {
            ' ' or (>= '\t' and <= '\r') when Frame.IsVerbose => true,
            '#' when Frame.IsVerbose => _reader.TryPassComment('\n', isRequired: false),
            '\\' => TryTranslateEscape(),
            '[' => AddAtom(CharacterSet.Translate(_reader, Frame.IsAscii)),
            '(' => TryOpenGroup(),
            ')' => TryCloseGroup(),
            '|' => TryAlternate(),
            '*' => TryRepeat(0, null),
            '+' => TryRepeat(1, null),
            '?' => TryRepeat(0, 1),
            '{' => TryTranslateBrace(),
            '^' => AddAnchor("^"),
            '$' => AddAnchor("$"),
            '.' => AddAtom("."),
            _ => AddAtom(PatternLiteral.Atom(next)),
        };
    }

    private bool TryTranslateEscape()
    {
        if (_reader.IsAtEnd)
        {
            return false;
        }

        var escape = _reader.ReadCodePoint();
        return escape switch
        {
            'A' => AddAnchor(@"\A"),
            'Z' => AddAnchor(@"\z"),
            'b' or 'B' => AddAnchor(CharacterClasses.Boundary(escape == 'b', Frame.IsAscii)),
            >= '1' and <= '9' => TryTranslateNumber((char)escape),
            _ when CharacterClasses.Find(escape, Frame.IsAscii) is { } content => AddAtom($"[{content}]"),
            _ => PatternEscape.Read(_reader, escape) is { } character && AddAtom(PatternLiteral.Atom(character)),
        };
    }

    /// <summary>Translates digits behind a backslash: three octal ones are a character, all others the number of a group.</summary>
    private bool TryTranslateNumber(char first)
    {
        var mark = _reader.Mark();
        var octal = first + _reader.ReadWhile(PatternEscape.IsOctalDigit, 2);
        if (octal.Length == 3 && PatternEscape.IsOctalDigit(first))
        {
            return PatternEscape.Octal(octal) is { } character && AddAtom(PatternLiteral.Atom(character));
        }

        _reader.GoBackTo(mark);
        return AddReference(int.Parse(first + _reader.ReadWhile(char.IsAsciiDigit, 1), CultureInfo.InvariantCulture));
    }

    private bool AddReference(int? number)
    {
        if (number is not { } group || _groups.FindWidth(group) is not { } width)
        {
            return false;
        }

        Frame.Add(_output.Length, width);
        _output.Append(CultureInfo.InvariantCulture, $@"\k<{group}>");
        return true;
    }

    private bool AddAtom(string? translation)
    {
        Frame.Add(_output.Length, PatternWidth.One);
        _output.Append(translation);
        return translation is not null;
    }

    private bool AddAnchor(string translation)
    {
        Frame.Add(null, PatternWidth.Zero);
        _output.Append(translation);
        return true;
    }

    private bool TryAlternate()
    {
        Frame.Alternate();
        _output.Append('|');
        return Frame.Kind != PatternGroupKind.Conditional || Frame.Branches <= 2;
    }

    /// <summary>Translates a number of repetitions; a brace that begins none means itself.</summary>
    private bool TryTranslateBrace()
    {
        var mark = _reader.Mark();
        var least = _reader.ReadWhile(char.IsAsciiDigit);
        var isRange = _reader.TryPass(',');
        var most = isRange ? _reader.ReadWhile(char.IsAsciiDigit) : least;
        if (!_reader.TryPass('}') || (!isRange && least.Length == 0))
        {
            _reader.GoBackTo(mark);
            return AddAtom(PatternLiteral.Atom('{'));
        }

        return TryReadCount(least, out var min) && TryReadCount(most, out var max)
            && (max ?? int.MaxValue) >= (min ?? 0) && TryRepeat(min ?? 0, max);
    }

    private static bool TryReadCount(string digits, out int? count)
    {
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        count = isNumber ? number : null;
        return isNumber || digits.Length == 0;
    }

    private bool TryRepeat(int min, int? max)
    {
        if (Frame.AtomStart is not { } start)
        {
            return false;
        }

        Frame.Repeat(min, max);
        _output.Append(CultureInfo.InvariantCulture, $"{{{min},{max}}}");
        if (_reader.TryPass('?'))
        {
            _output.Append('?');
        }
        else if (_reader.TryPass('+'))
        {
            _output.Insert(start, "(?>").Append(')');
        }

        return true;
    }
}
