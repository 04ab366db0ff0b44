using System.Globalization;
using System.Text;
using Flagsmith.Polling.Identities;
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
    private const int LeastMet = 6;

    private static readonly long Reads = Scale.Of(20_000_000, 500_000);

    [Test]
    public async Task EnvironmentReads_SeeOneGeneration()
    {
        var time = new ManualTimeProvider();
        var lists = new ListReceiver(time);
        await PublishAsync(lists, 0);
        using var done = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(() => WriteAsync(
            async generation =>
            {
                await PublishAsync(lists, generation);
                Volatile.Write(ref written, generation);
            },
            done.Token));

        await ReadOnAllCoresAsync(() => lists.Current, () => Volatile.Read(ref written), writer);
        await done.CancelAsync();
        await writer;
    }

    [Test]
    public async Task UserReads_SeeOneGeneration_WhileTheUserFollows()
    {
        var user = new CachedUser(new IdentityFlagSnapshot(FlagOverlay.Same(SnapshotOf(0).Base), TraitSet.Empty, 0, FlagSource.Api, null));
        var pool = new FlagStatePool();
        using var done = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(() => WriteAsync(
            generation =>
            {
                user.Follow(SnapshotOf(generation), pool).Version.Should().Be(generation);
                Volatile.Write(ref written, generation);
                return Task.CompletedTask;
            },
            done.Token));

        await ReadOnAllCoresAsync(() => user.Snapshot, () => Volatile.Read(ref written), writer);
        await done.CancelAsync();
        await writer;
    }

    // Each reader goes on until it has met publications: a busy machine may run the writer in bursts between which nobody reads.
    private static async Task ReadOnAllCoresAsync(Func<IFlagSnapshot> current, Func<int> written, Task writer)
    {
        long reads = 0;
        var readers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            var seen = new HashSet<int>();
            while ((Interlocked.Add(ref reads, Flags) <= Reads || written() < LeastWrites || seen.Count < LeastMet) && !writer.IsCompleted)
            {
                seen.Add(ReadOne(current()));
            }
        })).ToArray();
        await Task.WhenAll(readers);
        writer.IsCompleted.Should().BeFalse("it writes until the readers have ended");
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

    private static Task<Publication> PublishAsync(ListReceiver lists, int generation) => lists.AcceptAsync(BodyOf(generation));

    private static string BodyOf(int generation) =>
        Bodies.List([.. Names.Select(name => Bodies.Flag(name, generation % 2 == 0, generation.ToString(CultureInfo.InvariantCulture)))]);

    private static FlagSnapshot SnapshotOf(int generation) =>
        FlagSnapshotAssembly.Assemble(FlagListReader.Read(Encoding.UTF8.GetBytes(BodyOf(generation))).Flags, generation, FlagSource.Api, null);
}
