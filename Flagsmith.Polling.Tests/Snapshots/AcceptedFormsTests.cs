using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>The table of accepted forms, as docs/reading-values.md prints it: each example is read, by name and by key, of the environment and of a user.</summary>
public sealed partial class AcceptedFormsTests
{
    private const string User = "u";

    private static readonly Dictionary<string, TypedRead[]> Types = new(StringComparer.Ordinal)
    {
        ["bool"] = [new TypedRead<bool>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), true, false), Nullable<bool>(null, true, false)],
        ["sbyte"] = Number<sbyte>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77, 78),
        ["byte"] = Number<byte>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77, 78),
        ["short"] = Number<short>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77, 78),
        ["ushort"] = Number<ushort>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77, 78),
        ["int"] = Number((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77, 78),
        ["uint"] = Number((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77u, 78u),
        ["long"] = Number((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77L, 78L),
        ["ulong"] = Number((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77UL, 78UL),
        ["nint"] = Generic<nint>(77, 78),
        ["nuint"] = Generic<nuint>(77, 78),
        ["Int128"] = Generic<Int128>(77, 78),
        ["UInt128"] = Generic<UInt128>(77, 78),
        ["BigInteger"] = Generic<BigInteger>(77, 78),
        ["Half"] = Generic((Half)77, (Half)78),
        ["float"] = Number((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77f, 78f),
        ["double"] = Number((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), 77.0, 78.0),
        ["decimal"] = Generic(77m, 78m),
        ["string"] = [new TypedRead<string>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), "one", "two")],
        ["enum"] =
        [
            new TypedRead<DayOfWeek>((flags, name, or) => flags.GetEnum(name, or), async (users, name, or) => (await users.GetFlagsAsync(User)).GetEnum(name, or), DayOfWeek.Friday, DayOfWeek.Sunday),
            new TypedRead<DayOfWeek?>((flags, name, or) => flags.GetEnum(name, or), async (users, name, or) => (await users.GetFlagsAsync(User)).GetEnum(name, or), null, DayOfWeek.Sunday),
        ],
        ["Guid"] = Generic(Guid.Empty, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
        ["TimeSpan"] = Generic(TimeSpan.MaxValue, TimeSpan.MinValue),
        ["DateTimeOffset"] = Generic(DateTimeOffset.MaxValue, DateTimeOffset.MinValue),
        ["DateTime"] = Generic(DateTime.MaxValue, DateTime.MinValue),
        ["DateOnly"] = Generic(DateOnly.MaxValue, DateOnly.MinValue),
        ["TimeOnly"] = Generic(new TimeOnly(1, 1), new TimeOnly(2, 2)),
        ["Uri"] = [new TypedRead<Uri?>((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), null, new Uri("https://default.test"))],
    };

    private static IEnumerable<TestCaseData> Examples() =>
        from row in Rows()
        from type in row.Types
        from example in row.Reads.Select(json => (Json: json, Reads: true)).Concat(row.Refuses.Select(json => (Json: json, Reads: false)))
        select new TestCaseData(type, example.Json, example.Reads).SetArgDisplayNames(type, example.Json, example.Reads ? "reads" : "does not");

    [TestCaseSource(nameof(Examples))]
    public void Example_IsReadOrNot_AsTheTableSays(string type, string json, bool reads)
    {
        foreach (var read in Types[type])
        {
            var results = read.All(json);

            results.Select(result => result is not null).Should().AllBeEquivalentTo(reads, "by name and by key, of the environment and of a user");
            results.Distinct().Should().ContainSingle("all ways agree");
        }
    }

    [Test]
    public void Table_HasEveryType() => Rows().SelectMany(row => row.Types).Should().BeEquivalentTo(Types.Keys);

    private static IEnumerable<TestCaseData> Values()
    {
        yield return Case("bool", "\"FALSE\"", false);
        yield return Case("sbyte", "-128.0", (sbyte)-128);
        yield return Case("byte", "2.55E2", (byte)255);
        yield return Case("ushort", "\"65535\"", (ushort)65535);
        yield return Case("uint", "4294967295", uint.MaxValue);
        yield return Case("long", "-9223372036854775808", long.MinValue);
        yield return Case("long", "-9.223372036854775808E18", long.MinValue);
        yield return Case("ulong", "18446744073709551615", ulong.MaxValue);
        yield return Case("ulong", "1e19", 10_000_000_000_000_000_000UL);
        yield return Case("Int128", "170141183460469231731687303715884105727", Int128.MaxValue);
        yield return Case("UInt128", "340282366920938463463374607431768211455", UInt128.MaxValue);
        yield return Case("BigInteger", "-99999999999999999999999999999999999999999999", -BigInteger.Pow(10, 44) + 1);
        yield return Case("BigInteger", "1e20", BigInteger.Pow(10, 20));
        yield return Case("Half", "0.1", (Half)0.1);
        yield return Case("float", "0.1", 0.1f);
        yield return Case("float", "16777217", 16777216f);
        yield return Case("float", "1e-60", 0f);
        yield return Case("float", "\"3.4028235e38\"", float.MaxValue);
        yield return Case("double", "18446744073709551615", 18446744073709551616.0);
        yield return Case("double", "\"1e-05\"", 0.00001);
        yield return Case("decimal", "0.00001", 0.00001m);
        yield return Case("decimal", "0.1234567890123456", 0.1234567890123456m);
        yield return Case("decimal", "1e-30", 0m);
        yield return Case("decimal", "1e28", 10_000_000_000_000_000_000_000_000_000m);
        yield return Case("decimal", "12345678901234567890", 12345678901234567890m);
        yield return Case("decimal", "\"1.5e1\"", 15m);
        yield return Case("string", "18446744073709551616", "18446744073709551616");
        yield return Case("string", "0.00001", "1E-05");
        yield return Case("enum", "\"tuesday\"", DayOfWeek.Tuesday);
        yield return Case("enum", "2", DayOfWeek.Tuesday);
        yield return Case("TimeSpan", "\"-1.02:03:04.5\"", -new TimeSpan(1, 2, 3, 4, 500));
        yield return Case("DateTimeOffset", "\"2026-03-04T05:06:07.123456789+02:00\"", new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).AddTicks(1_234_567));
        yield return Case("DateTimeOffset", "\"2026-03-04T05:06:07.5-00:30\"", new DateTimeOffset(2026, 3, 4, 5, 6, 7, 500, -TimeSpan.FromMinutes(30)));
        yield return Case("DateTimeOffset", "\"2026-03-04 05:06\"", new DateTimeOffset(2026, 3, 4, 5, 6, 0, TimeSpan.Zero));
        yield return Case("DateTimeOffset", "\"2026-03-04\"", new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero));
        yield return Case("DateTime", "\"2026-03-04T01:06:07+02:00\"", new DateTime(2026, 3, 3, 23, 6, 7, DateTimeKind.Utc));
        yield return Case("DateOnly", "\"2024-02-29\"", new DateOnly(2024, 2, 29));
        yield return Case("TimeOnly", "\"05:06:07.25\"", new TimeOnly(5, 6, 7, 250));
        yield return Case("Uri", "\"https://example.com/a?b=c\"", new Uri("https://example.com/a?b=c"));
        static TestCaseData Case(string type, string json, object expected) => new TestCaseData(type, json, expected).SetArgDisplayNames(type, json);
    }

    [TestCaseSource(nameof(Values))]
    public void Value_IsThatOfTheText(string type, string json, object expected)
    {
        foreach (var read in Types[type])
        {
            read.All(json).Should().AllBeEquivalentTo(expected).And.AllBeOfType(expected.GetType());
        }
    }

    [Test]
    public void DateTime_IsUtc() =>
        new FlagSnapshotBuilder().Set("x", true, "2026-03-04T01:06:07+02:00").Build().GetValue("x", DateTime.MinValue).Kind.Should().Be(DateTimeKind.Utc);

    [Test]
    public void DateTimeOffset_KeepsItsOffset() =>
        new FlagSnapshotBuilder().Set("x", true, "2026-03-04T01:06:07+02:00").Build().GetValue("x", DateTimeOffset.MinValue).Offset.Should().Be(TimeSpan.FromHours(2));

    [Test]
    public void Numbers_ReadAsEveryTypeInWhoseRangeTheyLie()
    {
        foreach (var number in new[] { 0.0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, 65504, 65535, 65536, 2147483647, 2147483648, 4294967295, 4294967296, 1e18, 1e20, 1e38, 1e39, 1e300 })
        {
            foreach (var json in new[] { number.ToString("R", CultureInfo.InvariantCulture), number.ToString("F0", CultureInfo.InvariantCulture), $"\"{number.ToString("F0", CultureInfo.InvariantCulture)}\"" })
            {
                ShouldRead("sbyte", json, number is >= sbyte.MinValue and <= sbyte.MaxValue);
                ShouldRead("byte", json, number is >= 0 and <= byte.MaxValue);
                ShouldRead("short", json, number is >= short.MinValue and <= short.MaxValue);
                ShouldRead("ushort", json, number is >= 0 and <= ushort.MaxValue);
                ShouldRead("int", json, number is >= int.MinValue and <= int.MaxValue);
                ShouldRead("uint", json, number is >= 0 and <= uint.MaxValue);
                ShouldRead("long", json, number is >= -1e18 and <= 1e18);
                ShouldRead("ulong", json, number is >= 0 and <= 1e18);
                ShouldRead("Half", json, number <= 65504 || number == 65535 - 31);
                ShouldRead("float", json, number <= 1e38);
                ShouldRead("double", json, true);
                ShouldRead("decimal", json, number <= 1e20);
            }
        }
    }

    private static void ShouldRead(string type, string json, bool reads) =>
        Types[type][0].All(json).Should().OnlyContain(result => result != null == reads, "{0} of {1}", type, json);

    private static TypedRead[] Number<T>(Func<IFlagSnapshot, string, T, T> byName, Func<IIdentityFlagProvider, string, T, ValueTask<T>> byNameOfUser, T one, T other)
        where T : struct, ISpanParsable<T> =>
        [new TypedRead<T>(byName, byNameOfUser, one, other), Nullable<T>(null, one)];

    private static TypedRead[] Generic<T>(T one, T other)
        where T : struct, ISpanParsable<T> =>
        Number((flags, name, or) => flags.GetValue<T>(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync<T>(name, or), one, other);

    private static TypedRead<T?> Nullable<T>(params T?[] fallbacks)
        where T : struct, ISpanParsable<T> =>
        new((flags, name, or) => flags.GetValue(name, or), (users, name, or) => users.ForIdentity(User).GetValueAsync(name, or), fallbacks);

    private static IEnumerable<(string[] Types, string[] Reads, string[] Refuses)> Rows()
    {
        using var reader = new StreamReader(typeof(AcceptedFormsTests).Assembly.GetManifestResourceStream("reading-values.md")!);
        var table = reader.ReadToEnd().ReplaceLineEndings("\n").Split("<!-- end of the table")[0];
        foreach (var line in table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| enum", StringComparison.Ordinal)))
        {
            var cells = line.Trim('|', ' ').Split(" | ");
            cells.Should().HaveCount(3, line);
            yield return (cells[0] == "enum" ? ["enum"] : Code(cells[0]), Code(cells[1]), Code(cells[2]));
        }
    }

    private static string[] Code(string cell) => [.. CodeSpan().Matches(cell).Select(span => span.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
