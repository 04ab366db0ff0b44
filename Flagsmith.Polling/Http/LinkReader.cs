using System.Text;

namespace Flagsmith.Polling.Http;

/// <summary>Reads the links in one line of <c>Link</c>: <c>&lt;target&gt;; name=token; name="quoted", &lt;target&gt;…</c> (RFC 8288 section 3 and appendix B.2).</summary>
internal sealed class LinkReader(string line)
{
    private const string Blanks = " \t";

    private int _at;

    private bool IsAtEnd => _at == line.Length;

    /// <summary>Reads the next link.</summary>
    /// <param name="target">What it leads to, as it was sent.</param>
    /// <param name="relations">Its relations, with blanks between them; empty where it has none, or where it is a link of something other than the response.</param>
    /// <returns>Whether there was one. Nothing behind a malformed link is read.</returns>
    public bool TryRead(out string target, out string relations)
    {
        (target, relations) = ("", "");
        Skip(Blanks + ",");
        if (!TrySkip('<'))
        {
            return false;
        }

        target = ReadUntil(">");
        if (!TrySkip('>'))
        {
            return false;
        }

        relations = ReadRelations();
        return true;
    }

    private string ReadRelations()
    {
        string? relations = null;
        var isOfResponse = true;
        while (TryReadParameter(out var name, out var value))
        {
            if (name.Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                relations ??= value; // a second one does not count
            }

            isOfResponse &= !name.Equals("anchor", StringComparison.OrdinalIgnoreCase);
        }

        return isOfResponse ? relations ?? "" : "";
    }

    private bool TryReadParameter(out string name, out string value)
    {
        (name, value) = ("", "");
        Skip(Blanks);
        if (!TrySkip(';'))
        {
            return false;
        }

        Skip(Blanks);
        name = ReadUntil(Blanks + "=;,");
        Skip(Blanks);
        if (TrySkip('='))
        {
            Skip(Blanks);
            value = TrySkip('"') ? ReadQuoted() : ReadUntil(Blanks + ";,");
        }

        return true;
    }

    /// <summary>Reads what follows an opening quote, and the closing one. A backslash stands before a character that is meant literally.</summary>
    private string ReadQuoted()
    {
        var text = new StringBuilder();
        while (!IsAtEnd && !TrySkip('"'))
        {
            _ = TrySkip('\\');
            if (!IsAtEnd)
            {
                text.Append(line[_at++]);
            }
        }

        return text.ToString();
    }

    private string ReadUntil(string ends)
    {
        var length = line.AsSpan(_at).IndexOfAny(ends);
        var start = _at;
        _at = length < 0 ? line.Length : start + length;
        return line[start.._at];
    }

    private void Skip(string characters)
    {
        while (!IsAtEnd && characters.Contains(line[_at], StringComparison.Ordinal))
        {
            _at++;
        }
    }

    private bool TrySkip(char character)
    {
        if (IsAtEnd || line[_at] != character)
        {
            return false;
        }

        _at++;
        return true;
    }
}
