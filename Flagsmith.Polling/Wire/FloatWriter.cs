using System.Globalization;
using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Writes floating-point numbers in JSON so that every reader takes them as such: with a point or an exponent, whatever their size.</summary>
internal static class FloatWriter
{
    /// <summary>Writes a finite number with the fewest digits that read back as the same number.</summary>
    /// <remarks>Utf8JsonWriter writes 3.0 as <c>3</c> and 1e15 as <c>1000000000000000</c>, which Python reads as integers.</remarks>
    public static void Write(Utf8JsonWriter json, double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }
}
