using System.Globalization;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Keys;

/// <summary>The types that a key may read without a JSON contract. The same conversions as those by name.</summary>
internal static class KeyConversions
{
    /// <returns>The conversion; null for a type that a key cannot read.</returns>
    public static TryConvert<T>? Find<T>() =>
        For<T, bool>(FlagConversions.TryGet)
        ?? For<T, int>(FlagConversions.TryGet)
        ?? For<T, long>(FlagConversions.TryGet)
        ?? For<T, double>(FlagConversions.TryGet)
        ?? For<T, string>(TryGetText)
        ?? For<T, decimal>(FlagConversions.TryGetParsable)
        ?? For<T, Guid>(FlagConversions.TryGetParsable)
        ?? For<T, DateTimeOffset>(FlagConversions.TryGetParsable)
        ?? For<T, TimeSpan>(FlagConversions.TryGetParsable)
        ?? (typeof(T).IsEnum ? TryGetEnum : null);

    private static TryConvert<T>? For<T, TKnown>(TryConvert<TKnown> convert) => convert as TryConvert<T>;

    private static bool TryGetText(FlagValue value, out string result)
    {
        var isText = value.TryGetString(out var text);
        result = text!;
        return isText;
    }

    private static bool TryGetEnum<T>(FlagValue value, out T result)
    {
        object? member = null;
        var isMember = value.Kind switch
        {
            FlagValueKind.String => EnumConversion.IsName(value.Text) && Enum.TryParse(typeof(T), value.Text, ignoreCase: true, out member),
            FlagValueKind.Integer => Enum.TryParse(typeof(T), value.Integer.ToString(CultureInfo.InvariantCulture), out member) && Enum.IsDefined(typeof(T), member),
            _ => false,
        };
        result = isMember ? (T)member! : default!;
        return isMember;
    }
}
