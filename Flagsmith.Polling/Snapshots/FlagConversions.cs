using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flagsmith.Polling.Snapshots;

/// <summary>What a flag's value gives when read as a type: the one table of the README, one method a column. Nothing here throws.</summary>
internal static class FlagConversions
{
    // A long takes 20 characters, a double in round-trip form at most 24.
    private const int LongestNumber = 32;

    public static bool TryGet(FlagValue value, out bool result)
    {
        result = false;
        return value.Kind switch
        {
            FlagValueKind.Boolean => (result = value.Boolean) || true,
            FlagValueKind.String => bool.TryParse(value.Text, out result),
            _ => false,
        };
    }

    public static bool TryGet(FlagValue value, out int result)
    {
        var fits = TryGet(value, out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        result = fits ? (int)wide : 0;
        return fits;
    }

    public static bool TryGet(FlagValue value, out long result)
    {
        result = 0;
        return value.Kind switch
        {
            FlagValueKind.Integer => (result = value.Integer) == value.Integer,
            FlagValueKind.Double => TryWhole(value.Double, out result),
            FlagValueKind.String => long.TryParse(value.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out result),
            _ => false,
        };
    }

    public static bool TryGet(FlagValue value, out double result)
    {
        result = value.Kind switch
        {
            FlagValueKind.Integer => value.Integer,
            FlagValueKind.Double => value.Double,
            FlagValueKind.String when double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => double.NaN,
        };
        if (double.IsFinite(result))
        {
            return true;
        }

        result = 0;
        return false;
    }

    /// <summary>Reads as a number, an identifier, a date or any other type that parses itself from text.</summary>
    public static bool TryGetParsable<T>(FlagValue value, [MaybeNullWhen(false)] out T result)
        where T : struct, ISpanParsable<T>
    {
        // The tests on T are constants to the JIT, so each T keeps one branch; Unsafe.As because a cast would box where the JIT does not optimise.
        if (typeof(T) == typeof(bool))
        {
            var read = TryGet(value, out bool flag);
            result = Unsafe.As<bool, T>(ref flag);
            return read;
        }

        if (typeof(T) == typeof(int))
        {
            var read = TryGet(value, out int number);
            result = Unsafe.As<int, T>(ref number);
            return read;
        }

        if (typeof(T) == typeof(long))
        {
            var read = TryGet(value, out long number);
            result = Unsafe.As<long, T>(ref number);
            return read;
        }

        if (typeof(T) == typeof(double))
        {
            var read = TryGet(value, out double number);
            result = Unsafe.As<double, T>(ref number);
            return read;
        }

        Span<char> digits = stackalloc char[LongestNumber];
        result = default;
        return value.Kind switch
        {
            FlagValueKind.String => TryParseText(value.Text, out result),
            FlagValueKind.Integer => value.Integer.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture)
                && TryParseNumber(digits[..length], out result),
            FlagValueKind.Double => value.Double.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture)
                && TryParseNumber(digits[..length], out result),
            _ => false,
        };
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

    private static bool TryWhole(double value, out long result)
    {
        // 2^63 itself is a double and does not fit; the largest double below it does.
        var fits = double.IsInteger(value) && value is >= -9223372036854775808.0 and < 9223372036854775808.0;
        result = fits ? (long)value : 0;
        return fits;
    }

    private static bool TryParseText<T>(string? text, out T result)
        where T : struct, ISpanParsable<T>
    {
        if (typeof(T) == typeof(TimeSpan))
        {
            var read = ConstantTimeSpan.TryParse(text, out var span);
            result = Unsafe.As<TimeSpan, T>(ref span);
            return read;
        }

        if (typeof(T) == typeof(DateTimeOffset))
        {
            // Without an offset the machine's time zone would decide; the wire's dates are UTC.
            var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment);
            result = Unsafe.As<DateTimeOffset, T>(ref moment);
            return read;
        }

        if (typeof(T) == typeof(DateTime))
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            var read = DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTime moment);
            result = Unsafe.As<DateTime, T>(ref moment);
            return read;
        }

        return TrySelfParse(text, out result);
    }

    private static bool TryParseNumber<T>(ReadOnlySpan<char> digits, out T result)
        where T : struct, ISpanParsable<T>
    {
        result = default;
        return typeof(T) != typeof(TimeSpan) && TrySelfParse(digits, out result);
    }

    private static bool TrySelfParse<T>(ReadOnlySpan<char> text, out T result)
        where T : struct, ISpanParsable<T>
    {
        try
        {
            return T.TryParse(text, CultureInfo.InvariantCulture, out result);
        }
        catch (Exception) // an application's own type may break the rule that TryParse does not throw
        {
            result = default;
            return false;
        }
    }
}
