using System.Globalization;
using System.Text.RegularExpressions;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary>Types a trait's value as JSON would: <c>true</c>, <c>false</c> and numbers; quotation marks force text, all else is text.</summary>
/// <remarks>So <c>007</c> and <c>+49</c> stay text, and so do whole numbers beyond 64 bits, which would lose digits.</remarks>
internal static partial class TraitText
{
    public static TraitValue Parse(string text) => text switch
    {
        "true" => true,
        "false" => false,
        ['"', .. var inner, '"'] => inner,
        _ when Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        _ when Decimal().IsMatch(text) => double.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\.[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
