using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flagsmith.Polling.Snapshots;

/// <summary>What a flag's value gives when read as a type: the table of docs/reading-values.md, one method a row. Nothing here throws.</summary>
/// <remarks>.NET's default parsing takes far more than is meant: whitespace, thousands, days of this year. Here each type has one form.</remarks>
internal static class FlagConversions
{
    private const int GuidLength = 36;

    private static readonly SearchValues<char> GuidCharacters = SearchValues.Create("0123456789abcdefABCDEF-");

    public static bool TryGet(FlagValue value, out bool result)
    {
        result = value.Kind switch
        {
            FlagValueKind.Boolean => value.Boolean,
            FlagValueKind.String => string.Equals(value.Text, bool.TrueString, StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
        return result || value.Kind == FlagValueKind.Boolean || string.Equals(value.Text, bool.FalseString, StringComparison.OrdinalIgnoreCase);
    }

    // The three types that are read most take the short way where the value is a number of that kind.

    public static bool TryGet(FlagValue value, out int result)
    {
        if (value.Kind != FlagValueKind.Integer)
        {
            return NumberConversions.TryGetInteger(value, out result);
        }

        var fits = value.Integer is >= int.MinValue and <= int.MaxValue;
        result = fits ? (int)value.Integer : 0;
        return fits;
    }

    public static bool TryGet(FlagValue value, out long result)
    {
        result = value.Integer;
        return value.Kind == FlagValueKind.Integer || NumberConversions.TryGetInteger(value, out result);
    }

    public static bool TryGet(FlagValue value, out double result)
    {
        result = value.Integer;
        return value.Kind == FlagValueKind.Integer || NumberConversions.TryGetFloat(value, out result);
    }

    public static bool TryGet(FlagValue value, out string result)
    {
        var isText = value.TryGetString(out var text);
        result = text!;
        return isText;
    }

    /// <summary>Reads the 36 characters of RFC 9562.</summary>
    public static bool TryGet(FlagValue value, out Guid result)
    {
        result = default;
        return value.Text is { Length: GuidLength } text && !text.AsSpan().ContainsAnyExcept(GuidCharacters) && Guid.TryParseExact(text, "D", out result);
    }

    public static bool TryGet(FlagValue value, out TimeSpan result) => ConstantTimeSpan.TryParseExact(value.Text, out result);

    public static bool TryGet(FlagValue value, out DateTimeOffset result) => IsoTime.TryReadMoment(value.Text, out result);

    /// <summary>Reads a moment as UTC.</summary>
    public static bool TryGet(FlagValue value, out DateTime result)
    {
        var isMoment = IsoTime.TryReadMoment(value.Text, out var moment);
        result = isMoment ? moment.UtcDateTime : default;
        return isMoment;
    }

    public static bool TryGet(FlagValue value, out DateOnly result) => IsoTime.TryReadDate(value.Text, out result);

    public static bool TryGet(FlagValue value, out TimeOnly result) => IsoTime.TryReadTime(value.Text, out result);

    /// <summary>Reads an absolute URI that names its scheme: .NET alone takes a path of a Unix file for one.</summary>
    public static bool TryGet(FlagValue value, out Uri result)
    {
        var isUri = Uri.TryCreate(value.Text, UriKind.Absolute, out var uri)
            && value.Text is [.., var last] text && !char.IsWhiteSpace(last)
            && text.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase) && text.AsSpan(uri.Scheme.Length).StartsWith(":");
        result = isUri ? uri! : null!;
        return isUri;
    }

    public static bool TryGetJson<T>(FlagValue value, JsonTypeInfo<T> type, out T? result)
    {
        result = default;
        if (value.Text is not { } json)
        {
            return false;
        }

        try
        {
            result = JsonSerializer.Deserialize(json, type);
            return true;
        }
        catch (Exception) // also what an application's own converter throws: a read never does
        {
            return false;
        }
    }
}
