using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Robustness;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>A body read beside the last one says exactly what it says alone, and makes nothing new of what stayed the same.</summary>
[Category("Long")]
public sealed class FlagListWalkTests
{
    private static readonly string[] Three = [Flag("a"), Flag("b"), Flag("c")];

    [Test]
    public void OneFlagToggled_TheOthersAndTheFeatureAreTheSameObjects()
    {
        var (flags, next) = ReadBoth(List(Three), List(Flag("a"), Flag("b", enabled: false), Flag("c")));

        next.HasKnownOrder.Should().BeTrue();
        next.Flags[0].Should().BeSameAs(flags[0]);
        next.Flags[2].Should().BeSameAs(flags[2]);
        next.Flags[1].Enabled.Should().BeFalse();
        next.Flags[1].Feature.Should().BeSameAs(flags[1].Feature);
    }

    [Test]
    public void FeatureChanged_IsReadAnew()
    {
        var (flags, next) = ReadBoth(List(Three), List(Flag("a"), Flag("b").Replace("\"STANDARD\"", "\"NEWEST\"", StringComparison.Ordinal), Flag("c")));

        next.Flags[1].Feature.Type.Should().Be("NEWEST");
        next.Flags[1].Feature.Name.Should().BeSameAs(flags[1].Feature.Name);
        next.Flags[2].Should().BeSameAs(flags[2]);
    }

    [Test]
    public void FlagPutIn_TheOthersAreTheSameObjects()
    {
        var (flags, next) = ReadBoth(List(Three), List(Flag("a"), Flag("new"), Flag("b"), Flag("c")));

        next.HasKnownOrder.Should().BeFalse();
        Names(next).Should().Equal("a", "new", "b", "c");
        Ids(next.Flags[0], next.Flags[2], next.Flags[3]).Should().Equal(Ids(flags[0], flags[1], flags[2]));
    }

    [Test]
    public void FlagTakenOut_TheOthersAreTheSameObjects()
    {
        var (flags, next) = ReadBoth(List([.. Three, Flag("d")]), List(Flag("a"), Flag("c"), Flag("d")));

        next.HasKnownOrder.Should().BeFalse();
        Names(next).Should().Equal("a", "c", "d");
        Ids(next.Flags).Should().Equal(Ids(flags[0], flags[2], flags[3]));
    }

    [TestCase("""{"feature":{"name":"a"},"enabled":true},1""", """{"feature":{"name":"a"},"enabled":true},12""", 1)]
    [TestCase("""{"feature":{"name":"a"},"enabled":true},{"feature":{"name":"b"},"enabled":true}""", """{"feature":{"name":"a"},"enabled":true},{"feature":{"name":"b"},"enabled":true}   ,  7""", 1)]
    public void EntriesThatAreNoFlags_AreCountedAgain(string first, string second, int malformed) =>
        ReadBoth($"[{first}]", $"[{second}]").Next.Malformed.Should().Be(malformed);

    [TestCase("]]")]
    [TestCase("")]
    [TestCase(",]")]
    [TestCase("}]")]
    [TestCase(" {}]")]
    [TestCase("]x")]
    public void BrokenBehindWhatIsTheSame_Throws(string end)
    {
        var body = List(Three);

        FluentActions.Invoking(() => ReadBoth(body, body[..^1] + end)).Should().Throw<JsonException>();
    }

    [Test]
    public void LimitReachedAmongWhatIsTheSame_Throws()
    {
        var first = Encoding.UTF8.GetBytes(List(Three));
        var (_, layout) = Load(first);

        FluentActions.Invoking(() => FlagListReader.Read(first, first, layout!, mostFlags: 2)).Should().Throw<FlagLimitException>();
        FlagListReader.Read(first, first, layout!, mostFlags: 3).Flags.Should().HaveCount(3);
    }

    [Test]
    public void SecondFeatureInAFlag_StillCounts()
    {
        const string Twice = """{"feature":{"id":1,"name":"b"},"feature":{"id":2,"name":"c"},"enabled":true}""";
        var (flags, next) = ReadBoth(List(Flag("a"), Twice), List(Flag("a"), Twice.Replace("true", "false", StringComparison.Ordinal)));

        flags[1].Feature.Name.Should().Be("c");
        next.Flags[1].Feature.Should().BeSameAs(flags[1].Feature);
        next.Flags[1].Enabled.Should().BeFalse();
    }

    [Test]
    public void FlagsInTurn_AnyChanges_SayTheSameAsAlone()
    {
        var random = new Random(20_261);
        var items = Enumerable.Range(0, 12).Select(index => Flag($"flag_{index}")).ToList();
        var body = Bytes(items, random);
        var (flags, layout) = Load(body);
        var withLayout = 0;
        for (var round = 0; round < Scale.Of(50_000, 3_000); round++)
        {
            Change(items, random, round);
            var next = Bytes(items, random);

            var read = layout is null ? FlagListReader.Read(next, flags, int.MaxValue) : FlagListReader.Read(next, body, layout, int.MaxValue);

            var alone = FlagListReader.Read(next);
            Describe(read).Should().Equal(Describe(alone));
            read.Malformed.Should().Be(alone.Malformed);
            read.Places.Select(place => place.End).Should().Equal(alone.Places.Select(place => place.End));
            withLayout += layout is null ? 0 : 1;
            (flags, layout) = Take(read, flags);
            body = next;
        }

        withLayout.Should().BeGreaterThan(Scale.Of(50_000, 3_000) / 4, "otherwise the test does not test the walk");
    }

    private static void Change(List<string> items, Random random, int round)
    {
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(items.Count);
            switch (random.Next(9))
            {
                case 0:
                    items.Insert(at, Flag($"flag_{round}_{changes}"));
                    break;
                case 1 when items.Count > 6:
                    items.RemoveAt(at);
                    break;
                case 2:
                    (items[at], items[0]) = (items[0], items[at]);
                    break;
                case 3:
                    items[at] = items[at].Contains("\"enabled\":true", StringComparison.Ordinal)
                        ? items[at].Replace("\"enabled\":true", "\"enabled\":false", StringComparison.Ordinal)
                        : items[at].Replace("\"enabled\":false", "\"enabled\":true", StringComparison.Ordinal);
                    break;
                case 4:
                    items[at] = Flag(random.Next(20) == 0 ? "twice" : $"flag_{round}", value: $"\"{random.Next(3)}\"");
                    break;
                case 5:
                    items[at] = items[at].Replace("\"STANDARD\"", $"\"T{random.Next(3)}\"", StringComparison.Ordinal);
                    break;
                case 6 when random.Next(8) == 0:
                    items[at] = "[7]";
                    break;
                case 7:
                    items[at] = Flag($"ünï {round}", value: "{\"x\": [1]}");
                    break;
                default:
                    items.RemoveAll(item => item == "[7]" || item.Contains("twice", StringComparison.Ordinal));
                    break;
            }
        }
    }

    private static byte[] Bytes(List<string> items, Random random) =>
        Encoding.UTF8.GetBytes((random.Next(9) == 0 ? "\uFEFF" : "") + $"[{string.Join(random.Next(9) == 0 ? " , " : ",", items)}]");

    private static (FlagBase Flags, FlagLayout? Layout) Load(byte[] body) => Take(FlagListReader.Read(body), FlagBase.Empty);

    private static (FlagBase Flags, FlagLayout? Layout) Take(FlagList list, FlagBase known)
    {
        var flags = list.HasKnownOrder
            ? new FlagBase(known.Catalog, list.Flags)
            : FlagSnapshotAssembly.Assemble(list.Flags, 1, FlagSource.Api, fetchedAt: null).Base;
        return (flags, FlagLayout.OfEnvironment(list, flags));
    }

    private static (FlagBase Flags, FlagList Next) ReadBoth(string first, string second)
    {
        var body = Encoding.UTF8.GetBytes(first);
        var (flags, layout) = Load(body);
        var next = Encoding.UTF8.GetBytes(second);
        return (flags, layout is null ? FlagListReader.Read(next, flags, int.MaxValue) : FlagListReader.Read(next, body, layout, int.MaxValue));
    }

    private static IEnumerable<string> Describe(FlagList list) => list.Flags.Select(flag =>
        $"{flag.Id} {flag.Enabled} {flag.Value.Kind} {flag.Value} {flag.EnvironmentId} {flag.Feature.Id} {flag.Feature.Name} {flag.Feature.Type} {flag.Feature.CreatedDate:O}");

    private static IEnumerable<string> Names(FlagList list) => list.Flags.Select(flag => flag.Feature.Name);

    private static IEnumerable<int> Ids(params FlagState[] flags) => flags.Select(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode);

    private static string List(params string[] flags) => Bodies.List(flags);

    private static string Flag(string name, bool enabled = true, string value = "null") => Bodies.Flag(name, enabled, value).Trim();
}
