using System.Globalization;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <content>The groups: what stands behind an opening bracket, and the closing one.</content>
internal sealed partial class PatternTranslator
{
    private bool TryOpenGroup()
    {
        if (!_reader.TryPass('?'))
        {
            return OpenCapture(null);
        }

        return _reader.Current switch
        {
            'P' => TryOpenNamed(),
            '(' => TryOpenConditional(),
            '#' => _reader.TryPassComment(')', isRequired: true),
            ':' => TryOpen("?:", PatternGroupKind.Plain),
            '>' => TryOpen("?>", PatternGroupKind.Plain),
            '=' => TryOpen("?=", PatternGroupKind.LookAhead),
            '!' => TryOpen("?!", PatternGroupKind.LookAhead),
            '<' => TryOpen("?<=", PatternGroupKind.LookBehind) || TryOpen("?<!", PatternGroupKind.LookBehind),
            _ => TryOpenFlags(),
        };
    }

    /// <summary>Opens a group that both dialects write alike. The question mark is passed already.</summary>
    private bool TryOpen(string opening, PatternGroupKind kind) => _reader.TryPass(opening[1..]) && Open(opening, kind);

    private bool Open(string opening, PatternGroupKind kind, int number = 0)
    {
        var outer = Frame;
        _frames.Push(new PatternFrame { Kind = kind, Number = number, Start = _output.Length, IsVerbose = outer.IsVerbose, IsAscii = outer.IsAscii });
        _output.Append('(').Append(opening);
        return true;
    }

    private bool OpenCapture(string? name) =>
        _groups.TryAdd(name, out var number) && Open(string.Create(CultureInfo.InvariantCulture, $"?<{number}>"), PatternGroupKind.Capture, number);

    private bool TryOpenNamed()
    {
        if (_reader.TryPass("P<"))
        {
            return _reader.ReadTo('>') is { } name && PatternGroups.IsName(name) && OpenCapture(name);
        }

        return _reader.TryPass("P=") && _reader.ReadTo(')') is { } reference && AddReference(_groups.Find(reference));
    }

    private bool TryOpenConditional()
    {
        if (!_reader.TryPass('(') || _reader.ReadTo(')') is not { } condition || _groups.FindCondition(condition) is not { } number)
        {
            return false;
        }

        return Open(string.Create(CultureInfo.InvariantCulture, $"?({number})"), PatternGroupKind.Conditional);
    }

    private bool TryOpenFlags()
    {
        var flags = PatternFlags.Read(_reader);
        if (flags is null)
        {
            return false;
        }

        if (_reader.TryPass(')'))
        {
            return flags.Removed.Length == 0 && TryApplyToAll(flags);
        }

        return _reader.TryPass(':') && Open(flags.Opening, PatternGroupKind.Plain) && Apply(flags);
    }

    /// <summary>Applies flags to the whole pattern. They may stand at its beginning alone.</summary>
    private bool TryApplyToAll(PatternFlags flags)
    {
        _options |= flags.Options;
        return _frames.Count == 1 && _output.Length == 0 && Apply(flags);
    }

    private bool Apply(PatternFlags flags)
    {
        Frame.IsVerbose = (Frame.IsVerbose || flags.Added.Contains('x')) && !flags.Removed.Contains('x');
        Frame.IsAscii = (Frame.IsAscii || flags.Added.Contains('a')) && !flags.Added.Contains('u');
        return true;
    }

    private bool TryCloseGroup()
    {
        if (_frames.Count == 1)
        {
            return false;
        }

        var closed = _frames.Pop();
        _output.Append(')');
        var isLook = closed.Kind is PatternGroupKind.LookAhead or PatternGroupKind.LookBehind;
        Frame.Add(closed.Start, isLook ? PatternWidth.Zero : WidthOf(closed));
        _groups.Close(closed.Number, closed.Width);
        return closed.Kind != PatternGroupKind.LookBehind || closed.Width.IsFixed;
    }

    /// <summary>Returns the width of a group. The second branch of a choice is empty where it is missing.</summary>
    private static PatternWidth WidthOf(PatternFrame group) =>
        group is { Kind: PatternGroupKind.Conditional, Branches: 1 } ? group.Width.Or(PatternWidth.Zero) : group.Width;
}
