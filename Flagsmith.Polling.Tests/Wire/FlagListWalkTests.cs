using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>A body read beside the last one says exactly what it says alone, and makes nothing new of what stayed the same.</summary>
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

    [TestCase("""{"feature":{"id":1,"name":"b"},"feature":{"id":2,"name":"c"},"enabled":true}""", """{"feature":{"id":1,"name":"b"},"feature":{"id":2,"name":"changed"},"enabled":true}""")]
    [TestCase("""{"feature":{"id":1,"name":"b"},"enabled":true}""", """{"feature":{"id":1,"name":"b"},"enabled":false,"feature":{"id":2,"name":"changed"}}""")]
    [CancelAfter(30_000)]
    public void SecondFeatureChanged_EndsAndCounts(string first, string second, CancellationToken limit)
    {
        var read = Task.Run(() => ReadBoth(List(Flag("a"), first), List(Flag("a"), second)).Next, limit);

        read.Wait(TimeSpan.FromSeconds(20), limit).Should().BeTrue("reading must end");
        read.Result.Flags[1].Feature.Name.Should().Be("changed");
    }

    [Test]
    public void FlagThatGrowsAtItsEnd_IsReadAnew()
    {
        const string B = """{"feature":{"name":"b"},"enabled":true}""";
        var (_, next) = ReadBoth(List(Flag("a"), B, Flag("c")), List(Flag("a"), B[..^1] + ""","feature_state_value":5}""", Flag("c")));

        next.Flags[1].Value.Should().Be((FlagValue)5);
        next.Flags.Should().HaveCount(3);
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

        FluentActions.Invoking(() => FlagListReader.Read(first, first, layout!, maxFlags: 2)).Should().Throw<FlagLimitException>();
        FlagListReader.Read(first, first, layout!, maxFlags: 3).Flags.Should().HaveCount(3);
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

    private static IEnumerable<string> Names(FlagList list) => list.Flags.Select(flag => flag.Feature.Name);

    private static IEnumerable<int> Ids(params FlagState[] flags) => flags.Select(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode);

    private static string List(params string[] flags) => Bodies.List(flags);

    private static string Flag(string name, bool enabled = true, string value = "null") => Bodies.Flag(name, enabled, value).Trim();
}
