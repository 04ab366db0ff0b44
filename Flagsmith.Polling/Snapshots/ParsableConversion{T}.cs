using System.Globalization;
using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling.Snapshots;

/// <summary>Reads as a type by name: by the table, and a type that is not in it, such as an application's own, as that type parses itself.</summary>
internal static class ParsableConversion<T>
    where T : struct, ISpanParsable<T>
{
    private static readonly TryConvert<T> Convert = ConversionTable.Find<T>() ?? TryParse;

    public static bool TryGet(FlagValue value, out T result) => Convert(value, out result);

    private static bool TryParse(FlagValue value, out T result)
    {
        result = default;
        try
        {
            return value.Kind is FlagValueKind.String or FlagValueKind.Integer or FlagValueKind.Double
                && T.TryParse(value.ToString(), CultureInfo.InvariantCulture, out result);
        }
        catch (Exception) // an application's own type may break the rule that TryParse does not throw
        {
            result = default;
            return false;
        }
    }
}
