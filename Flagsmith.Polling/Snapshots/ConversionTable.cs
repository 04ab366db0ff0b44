using System.Numerics;
using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling.Snapshots;

/// <summary>The types that a value reads as without a JSON contract, by key and by name alike, and the nullable ones of these.</summary>
internal static class ConversionTable
{
    private static readonly Dictionary<Type, Delegate> Conversions = Fill();

    /// <returns>The conversion; null for a type that is neither in the table nor an enum.</returns>
    public static TryConvert<T>? Find<T>()
    {
        if (Conversions.TryGetValue(typeof(T), out var convert))
        {
            return (TryConvert<T>)convert;
        }

        return (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).IsEnum ? EnumConversion.TryGetBoxed : null;
    }

    /// <summary>Makes of a conversion the one of the nullable type. It fits where the other fits, and is never null then.</summary>
    public static TryConvert<T?> Lift<T>(TryConvert<T> convert)
        where T : struct =>
        (FlagValue value, out T? result) =>
        {
            var fits = convert(value, out var read);
            result = fits ? read : null;
            return fits;
        };

    private static Dictionary<Type, Delegate> Fill()
    {
        var conversions = new Dictionary<Type, Delegate>
        {
            [typeof(string)] = (TryConvert<string>)FlagConversions.TryGet,
            [typeof(Uri)] = (TryConvert<Uri>)FlagConversions.TryGet,
        };
        Add<bool>(FlagConversions.TryGet);
        Add<sbyte>(NumberConversions.TryGetInteger);
        Add<byte>(NumberConversions.TryGetInteger);
        Add<short>(NumberConversions.TryGetInteger);
        Add<ushort>(NumberConversions.TryGetInteger);
        Add<int>(FlagConversions.TryGet);
        Add<uint>(NumberConversions.TryGetInteger);
        Add<long>(FlagConversions.TryGet);
        Add<ulong>(NumberConversions.TryGetInteger);
        Add<nint>(NumberConversions.TryGetInteger);
        Add<nuint>(NumberConversions.TryGetInteger);
        Add<Int128>(NumberConversions.TryGetInteger);
        Add<UInt128>(NumberConversions.TryGetInteger);
        Add<BigInteger>(NumberConversions.TryGetBigInteger);
        Add<Half>(NumberConversions.TryGetFloat);
        Add<float>(NumberConversions.TryGetFloat);
        Add<double>(FlagConversions.TryGet);
        Add<decimal>(NumberConversions.TryGetDecimal);
        Add<Guid>(FlagConversions.TryGet);
        Add<TimeSpan>(FlagConversions.TryGet);
        Add<DateTimeOffset>(FlagConversions.TryGet);
        Add<DateTime>(FlagConversions.TryGet);
        Add<DateOnly>(FlagConversions.TryGet);
        Add<TimeOnly>(FlagConversions.TryGet);
        return conversions;

        void Add<T>(TryConvert<T> convert)
            where T : struct
        {
            conversions[typeof(T)] = convert;
            conversions[typeof(T?)] = Lift(convert);
        }
    }
}
