using System.Globalization;
using System.Text;

namespace FlagConsole.Output;

/// <summary>Text of a flag for one cell of one line: what would end the cell, or command a terminal, is shown as an escape.</summary>
internal static class OneLine
{
    public static string Of(string text) => text.Any(char.IsControl) ? Escape(text) : text;

    private static string Escape(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            line.Append(character switch
            {
                '\t' => @"\t",
                '\n' => @"\n",
                '\r' => @"\r",
                _ when char.IsControl(character) => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return line.ToString();
    }
}
