using System.Globalization;
using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>The table "what a value read gives", cell by cell.</summary>
public sealed partial class ConversionTests
{
    private const string Name = "flag";

    private static readonly FlagValue[] Kinds = [FlagValue.Null, "text", 5, 5.0, true];

    [Test]
    public void Boolean_ReadsBooleansAndTheirWords()
    {
        Snapshot(true).GetValue(Name, false).Should().BeTrue();
        Snapshot("TRUE").GetValue(Name, false).Should().BeTrue();
        Snapshot("false").GetValue(Name, true).Should().BeFalse();
        foreach (var other in new FlagValue[] { 1, 1.0, "1", "yes", FlagValue.Null })
        {
            Snapshot(other).GetValue(Name, true).Should().BeTrue();
            Snapshot(other).GetValue(Name, false).Should().BeFalse();
        }
    }

    [Test]
    public void Integers_ReadWhatIsWholeAndFits()
    {
        Snapshot(42).GetValue(Name, 0).Should().Be(42);
        Snapshot(42.0).GetValue(Name, 0).Should().Be(42);
        Snapshot("-17").GetValue(Name, 0).Should().Be(-17);
        Snapshot(long.MaxValue).GetValue(Name, 0L).Should().Be(long.MaxValue);
        Snapshot(-9223372036854775808.0).GetValue(Name, 0L).Should().Be(long.MinValue);
        foreach (var other in new FlagValue[] { 2147483648, 4.5, 3e9, double.NaN, "1,000", "0x10", "4.0", true, FlagValue.Null })
        {
            Snapshot(other).GetValue(Name, -1).Should().Be(-1, other.ToString());
        }

        Snapshot(9223372036854775808.0).GetValue(Name, -1L).Should().Be(-1, "2^63 does not fit");
    }

    [Test]
    public void Double_ReadsNumbersAndTheirInvariantText()
    {
        Snapshot(5).GetValue(Name, 0.0).Should().Be(5);
        Snapshot(1.25).GetValue(Name, 0.0).Should().Be(1.25);
        Snapshot("12.34").GetValue(Name, 0.0).Should().Be(12.34);
        Snapshot("1e3").GetValue(Name, 0.0).Should().Be(1000);
        foreach (var other in new FlagValue[] { "12,34", "NaN", "1e999", "Infinity", true, FlagValue.Null })
        {
            Snapshot(other).GetValue(Name, -1.0).Should().Be(-1, other.ToString());
        }
    }

    [Test]
    public void String_ReadsEverythingButNull()
    {
        Snapshot("").GetValue(Name, "x").Should().BeEmpty();
        Snapshot(-5).GetValue(Name, "x").Should().Be("-5");
        Snapshot(0.1).GetValue(Name, "x").Should().Be("0.1");
        Snapshot(true).GetValue(Name, "x").Should().Be("true");
        Snapshot(FlagValue.Null).GetValue(Name, "x").Should().Be("x");
        Snapshot(FlagValue.Null).GetValue(Name, null).Should().BeNull();
    }

    [Test]
    public void Enum_ReadsDefinedNumbersAndNames()
    {
        Snapshot("MONDAY").GetEnum(Name, DayOfWeek.Sunday).Should().Be(DayOfWeek.Monday);
        Snapshot(2).GetEnum(Name, DayOfWeek.Sunday).Should().Be(DayOfWeek.Tuesday);
        foreach (var other in new FlagValue[] { "2", "-1", "Monday,Tuesday", "Noday", "", 9, 2.0, true, FlagValue.Null })
        {
            Snapshot(other).GetEnum(Name, DayOfWeek.Friday).Should().Be(DayOfWeek.Friday, other.ToString());
        }
    }

    [Test]
    public void TimeSpan_ReadsTheConstantFormatAlone()
    {
        Snapshot("1.02:03:04.5").GetValue(Name, TimeSpan.Zero).Should().Be(new TimeSpan(1, 2, 3, 4, 500));
        foreach (var other in new FlagValue[] { "60", "1:30", "24:00:00", "1:00:00:00", "00:00:60", 60, 60.0, FlagValue.Null })
        {
            Snapshot(other).GetValue(Name, TimeSpan.MaxValue).Should().Be(TimeSpan.MaxValue, other.ToString());
        }
    }

    [Test]
    public void OtherTypes_ParseThemselvesFromInvariantText()
    {
        var id = Guid.NewGuid();
        Snapshot(id.ToString()).GetValue(Name, Guid.Empty).Should().Be(id);
        Snapshot("12.34").GetValue(Name, 0m).Should().Be(12.34m);
        Snapshot(7).GetValue(Name, 0m).Should().Be(7m);
        Snapshot(7.5).GetValue(Name, 0m).Should().Be(7.5m);
        Snapshot("2026-01-02T03:04:05").GetValue(Name, DateTimeOffset.MinValue).Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Snapshot(true).GetValue(Name, 1m).Should().Be(1m);
        Snapshot(5).GetValue<byte>(Name, 0).Should().Be(5);
        Snapshot("true").GetValue<bool>(Name, false).Should().BeTrue();
    }

    [Test]
    public void Overloads_ResolveToTheTypeOfTheDefault()
    {
        var flags = Snapshot(3);
        flags.GetValue(Name, 10).Should().BeOfType(typeof(int));
        flags.GetValue(Name, 10L).Should().BeOfType(typeof(long));
        flags.GetValue(Name, 1.5).Should().BeOfType(typeof(double));
        flags.GetValue(Name, "x").Should().BeOfType<string>();
        TypeOf(flags.GetValue(Name, 1f)).Should().Be<float>();
        TypeOf(flags.GetValue(Name, 1u)).Should().Be<uint>();
        TypeOf(flags.GetValue(Name, 1UL)).Should().Be<ulong>();
        TypeOf(flags.GetValue(Name, (byte)1)).Should().Be<byte>();
        TypeOf(flags.GetValue(Name, (sbyte)1)).Should().Be<sbyte>();
        TypeOf(flags.GetValue(Name, (short)1)).Should().Be<short>();
        TypeOf(flags.GetValue(Name, (ushort)1)).Should().Be<ushort>();
        TypeOf(flags.GetValue(Name, 1m)).Should().Be<decimal>();
        TypeOf(flags.GetValue(Name, (Half)1)).Should().Be<Half>();
        TypeOf(flags.GetValue(Name, (int?)1)).Should().Be<int?>();
        TypeOf(flags.GetValue(Name, (Uri?)null)).Should().Be<Uri>();
        flags.GetValue(Name, TimeSpan.Zero).Should().Be(TimeSpan.Zero);
    }

    [Test]
    public void Culture_NeverMatters()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "~", NumberDecimalSeparator = "," } };
            Snapshot("-12.5").GetValue(Name, 0.0).Should().Be(-12.5);
            Snapshot(-12.5).GetValue(Name, "").Should().Be("-12.5");
            Snapshot(-7).GetValue(Name, "").Should().Be("-7");
            Snapshot(-7).GetValue(Name, 0m).Should().Be(-7m);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Json_IsParsedOncePerValueAndType()
    {
        var flags = Snapshot("""{"colour":"#ababab","sizes":[1,2]}""");

        var first = flags.GetJson(Name, ThemeJson.Default.Theme);

        first!.Sizes.Should().Equal(1, 2);
        flags.GetJson(Name, ThemeJson.Default.Theme).Should().BeSameAs(first);
        flags.GetValue(Name).TryGetJson(ThemeJson.Default.Theme, out var own).Should().BeTrue();
        own.Should().NotBeSameAs(first);
    }

    [Test]
    public void Json_ThatDoesNotFit_GivesTheDefault()
    {
        var fallback = new Theme("none", []);
        foreach (var other in new FlagValue[] { "{", "[]", "\"x\"", 5, true, FlagValue.Null })
        {
            Snapshot(other).GetJson(Name, ThemeJson.Default.Theme, fallback).Should().BeSameAs(fallback);
        }

        Snapshot("{}").GetJson("unknown", ThemeJson.Default.Theme, fallback).Should().BeSameAs(fallback);
    }

    [Test]
    public void Values_OfDifferentKindsDiffer()
    {
        foreach (var (left, row) in Kinds.Select((value, index) => (value, index)))
        {
            Kinds.Select((right, column) => left == right == (row == column)).Should().NotContain(false);
        }

        new FlagValue[] { true, 1, "1", "true", 1.0 }.Distinct().Should().HaveCount(5);
    }

    [Test]
    public void UnknownFlag_GivesTheDefaultEverywhere()
    {
        var flags = new FlagSnapshotBuilder().Build();
        flags.IsEnabled(Name).Should().BeFalse();
        flags.IsEnabled(Name, defaultValue: true).Should().BeTrue();
        flags.HasFeature(Name).Should().BeFalse();
        flags.GetFlag(Name).Should().BeNull();
        flags.GetValue(Name).Should().Be(FlagValue.Null);
        flags.GetValue(Name, 3).Should().Be(3);
        flags.IsEnabled((string)null!).Should().BeFalse();
    }

    [Test]
    public void Overloads_OfUsers_ResolveToTheTypeOfTheDefault()
    {
        var users = new TestIdentityFlagProvider().Set(Name, true, 3);
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, 10)).Should().Be<ValueTask<int>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, 10L)).Should().Be<ValueTask<long>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, 1.5)).Should().Be<ValueTask<double>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, 1f)).Should().Be<ValueTask<float>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, (byte)1)).Should().Be<ValueTask<byte>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, 1m)).Should().Be<ValueTask<decimal>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, (int?)null)).Should().Be<ValueTask<int?>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, (Uri?)null)).Should().Be<ValueTask<Uri>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, "x")).Should().Be<ValueTask<string>>();
        TypeOf(() => users.ForIdentity("u").GetValueAsync(Name, CancellationToken.None)).Should().Be<ValueTask<FlagValue>>();
    }

    [Test]
    public void OwnType_ParsesItself_AndMayThrow()
    {
        Snapshot("12").GetValue(Name, default(Own)).Should().Be(new Own("12"));
        Snapshot(7).GetValue(Name, default(Own)).Should().Be(new Own("7"));
        foreach (var other in new FlagValue[] { "throw", true, FlagValue.Null })
        {
            Snapshot(other).GetValue(Name, new Own("default")).Should().Be(new Own("default"), other.ToString());
        }
    }

    private static Type TypeOf<T>(T _) => typeof(T);

    private static Type TypeOf<T>(Func<T> _) => typeof(T);

    private static IFlagSnapshot Snapshot(FlagValue value) => new FlagSnapshotBuilder().Set(Name, enabled: false, value).Build();

    private readonly record struct Own(string? Text) : ISpanParsable<Own>
    {
        public static Own Parse(string s, IFormatProvider? provider) => throw new NotSupportedException();

        public static Own Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw new NotSupportedException();

        public static bool TryParse(string? s, IFormatProvider? provider, out Own result) => TryParse(s.AsSpan(), provider, out result);

        public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Own result)
        {
            result = new Own(s.ToString());
            return s is "throw" ? throw new FormatException() : provider == CultureInfo.InvariantCulture;
        }
    }

    internal sealed record Theme(string Colour, int[] Sizes);

    [JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
    [JsonSerializable(typeof(Theme))]
    internal sealed partial class ThemeJson : JsonSerializerContext;
}
