using System.Text;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Body after body, each read beside the one before, says exactly what it says alone.</summary>
[Category("Long")]
public sealed class BodiesInTurnTests
{
    [Test]
    public void AnyChanges_SayTheSameAsAlone()
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
            read.Flags.Select(FlagContent.Of).Should().Equal(alone.Flags.Select(FlagContent.Of));
            read.Malformed.Should().Be(alone.Malformed);
            read.Ranges.Select(place => place.End).Should().Equal(alone.Ranges.Select(place => place.End));
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

    private static string Flag(string name, bool enabled = true, string value = "null") => Bodies.Flag(name, enabled, value).Trim();
}
