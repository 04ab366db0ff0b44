using System.Globalization;
using System.Text;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Readers on all cores never see half of two publications.</summary>
[Category("Long")]
public sealed class TornReadTests
{
    private const int Flags = 16;

    private static readonly string[] Names = [.. Enumerable.Range(0, Flags).Select(index => $"flag_{index}")];
    private const int LeastWrites = 200;

    private static readonly long Reads = Scale.Of(20_000_000, 500_000);

    [Test]
    public async Task EnvironmentReads_SeeOneGeneration()
    {
        var time = new ManualTimeProvider();
        var store = new FlagSnapshotStore(DefaultSnapshot.Of(new Dictionary<string, FlagDefault>()));
        var publisher = new FlagPublisher(store, new StatusBoard(time), time);
        await PublishAsync(publisher, 0);
        using var done = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(() => WriteAsync(
            async generation =>
            {
                await PublishAsync(publisher, generation);
                Volatile.Write(ref written, generation);
            },
            done.Token));

        var generations = await ReadOnAllCoresAsync(() => store.Current, () => Volatile.Read(ref written));
        await done.CancelAsync();
        await writer;

        generations.Should().BeGreaterThan(5, "readers must have met publications");
    }

    [Test]
    public async Task UserReads_SeeOneGeneration_WhileTheirBaseIsReplaced()
    {
        var bases = Enumerable.Range(0, 8).Select(generation => SnapshotOf(generation).Base).ToArray();
        var view = new IdentityFlagSnapshot(
            FlagOverlay.Of(bases[0], [.. Enumerable.Range(0, Flags).Select(index => index % 2 == 0 ? bases[0][index] : SnapshotOf(0).Base[index])], []),
            TraitSet.Empty, 1, FlagSource.Api, null);
        using var done = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(() => WriteAsync(
            generation =>
            {
                view.Rebase(new RebasePlan(view.Overlay.Base, bases[generation % bases.Length]));
                Volatile.Write(ref written, generation);
                return Task.CompletedTask;
            },
            done.Token));

        var generations = await ReadOnAllCoresAsync(() => view, () => Volatile.Read(ref written));
        await done.CancelAsync();
        await writer;

        generations.Should().Be(1, "the user's flags stay as they are");
    }

    private static async Task<long> ReadOnAllCoresAsync(Func<IFlagSnapshot> current, Func<int> written)
    {
        long reads = 0;
        var readers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            var seen = new HashSet<int>();
            while (Interlocked.Add(ref reads, Flags) <= Reads || written() < LeastWrites)
            {
                seen.Add(ReadOne(current()));
            }

            return seen;
        })).ToArray();
        var generations = await Task.WhenAll(readers);
        reads.Should().BeGreaterThanOrEqualTo(Reads);
        return generations.SelectMany(seen => seen).Distinct().Count();
    }

    private static int ReadOne(IFlagSnapshot view)
    {
        var first = view.GetValue(Names[0], -1);
        foreach (var name in Names)
        {
            var value = view.GetValue(name, -2);
            if (value != first || view.IsEnabled(name) != (first % 2 == 0))
            {
                throw new InvalidOperationException($"A view shows generation {first} and generation {value}.");
            }
        }

        return first;
    }

    private static async Task WriteAsync(Func<int, Task> write, CancellationToken done)
    {
        for (var generation = 1; !done.IsCancellationRequested; generation++)
        {
            await write(generation);
        }
    }

    private static async Task PublishAsync(FlagPublisher publisher, int generation)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(BodyOf(generation)));
        publisher.Accept((await PooledBody.ReadAsync(stream, null, int.MaxValue, CancellationToken.None))!);
    }

    private static string BodyOf(int generation) =>
        Bodies.List([.. Names.Select(name => Bodies.Flag(name, generation % 2 == 0, generation.ToString(CultureInfo.InvariantCulture)))]);

    private static FlagSnapshot SnapshotOf(int generation) =>
        FlagSnapshotAssembly.Assemble(FlagListReader.Read(Encoding.UTF8.GetBytes(BodyOf(generation))).Flags, 1, FlagSource.Api, null);
}
