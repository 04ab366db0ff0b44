using System.Text;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Robustness;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>Bodies in turn, each read beside the one before, say what each says alone, and give the same flags.</summary>
public sealed class BodyAfterBodyTests
{
    private const string NoFlag = "7";
    private const string Broken = "\"\\ud800\"";

    private static readonly string A = Flag("a");
    private static readonly string B = Flag("b");
    private static readonly string C = Flag("c");
    private static readonly string D = Flag("d");

    private static IEnumerable<TestCaseData> Turns()
    {
        yield return Case("an entry that is no flag stays", [A, NoFlag, B], [A, NoFlag, B, C], [A, NoFlag, B, C, D]);
        yield return Case("a broken value stays", [A, Flag("b", Broken), C], [A, Flag("b", Broken), C, D], [A, Flag("b", Broken), D]);
        yield return Case("a name is there three times, then twice", [A, Flag("b", "1"), Flag("b", "2"), Flag("b", "3")], [A, Flag("b", "1"), Flag("b", "2")]);
        yield return Case("the order changes and stays", [A, B, C], [A, C, B], [A, C, Flag("b", "1")], [A, C, Flag("b", "1"), D], [Flag("b", "1"), A, C, D]);
        yield return Case("the order changes before what stays", [A, B, C, D], [B, A, C, D], [B, A, C, Flag("d", "1")], [A, B, C, D]);
        yield return Case("an entry grows before others", [A, B, C], [Flag("a", "\"longer\""), B, C], [Flag("a", "\"longer\""), B, Flag("c", "1")], [Flag("a", "\"longer\""), Flag("b", "2"), Flag("c", "1")]);
        yield return Case("an entry shrinks before others", [Flag("a", "\"a long text\""), B, C], [A, B, C], [A, B, Flag("c", "1")], [A, Flag("b", "2"), Flag("c", "1")]);
        yield return Case("a feature changes behind an entry that shrinks", [Flag("a", "\"a text as long as a feature, so that the feature would seem to be the same\""), B, C], [A, Typed(B, "ODD_TYPE"), C]);
        yield return Case("a feature changes behind an entry that grows", [A, B, C], [Flag("a", "\"a text as long as a feature, so that the feature would seem to be the same\""), Typed(B, "ODD_TYPE"), C]);
        yield return Case("a flag takes another's place", [A, B, C], [A, D, C], [A, D, Flag("c", "1")]);
        yield return Case("a flag is new at the beginning", [A, B, C], [D, A, B, C], [D, A, B, Flag("c", "1")]);
        yield return Case("a flag is made again under its name", [A, B, C], [A, B.Replace("\"id\":3,", "\"id\":4,", StringComparison.Ordinal), C]);
        yield return Case("an escape looks like the value before", [A, Flag("b", """
            "a\\nb"
            """), C], [A, Flag("b", """
            "a\nb"
            """), C]);
        yield return Case("an escape looks like the name before", [A, Flag(@"b\\nb"), C], [A, Flag(@"b\nb"), C]);
        yield return Case("a feature is none", [A, B, C], [A, """{"feature":5,"enabled":true}""", C], [A, """{"feature":5,"enabled":true}""", Flag("c", "1")]);
        yield return Case("all is gone, and comes back", [A, B, C], [], [A, B, C]);
        static TestCaseData Case(string name, params string[][] bodies) => new TestCaseData([bodies]).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Turns))]
    public void EachBody_SaysWhatItSaysAlone(string[][] bodies)
    {
        var current = FlagSnapshotAssembly.Assemble([], 1, FlagSource.Api, fetchedAt: null);
        var (last, layout) = (Array.Empty<byte>(), default(FlagLayout));
        foreach (var flags in bodies)
        {
            var body = Encoding.UTF8.GetBytes(Bodies.List(flags));

            var read = layout is null ? FlagListReader.Read(body, current.Base, int.MaxValue) : FlagListReader.Read(body, last, layout, int.MaxValue);

            var alone = FlagListReader.Read(body);
            read.Flags.Select(FlagContent.Of).Should().Equal(alone.Flags.Select(FlagContent.Of));
            (read.Malformed, read.BrokenValues, read.WithoutId).Should().Be((alone.Malformed, alone.BrokenValues, alone.WithoutId));
            current = Publish(read, current);
            var expected = FlagSnapshotAssembly.Assemble(alone.Flags, 1, FlagSource.Api, fetchedAt: null);
            ByName(current).Should().Equal(ByName(expected));
            (last, layout) = (body, FlagLayout.OfEnvironment(read, current.Base));
        }
    }

    private static FlagSnapshot Publish(FlagList list, FlagSnapshot current) => list.HasKnownOrder
        ? new FlagSnapshot(current.Catalog, list.Flags, current.Version + 1, FlagSource.Api, fetchedAt: null, current)
        : FlagSnapshotAssembly.Assemble(list.Flags, current, current.Version + 1, FlagSource.Api, fetchedAt: null);

    // As the snapshot finds each.
    private static IEnumerable<object> ByName(FlagSnapshot snapshot) =>
        snapshot.Flags.Select(flag => flag.Feature.Name).Order(StringComparer.Ordinal).Select(name => FlagContent.Of(snapshot.GetFlag(name)!));

    private static string Flag(string name, string value = "null") => Bodies.Flag(name, enabled: true, value).Trim();

    private static string Typed(string flag, string type) => flag.Replace("\"STANDARD\"", $"\"{type}\"", StringComparison.Ordinal);
}
