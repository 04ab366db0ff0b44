using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;
using Flagsmith.Polling.Benchmarks.Summary.Parsing;

namespace Flagsmith.Polling.Tests.Benchmarks;

/// <summary>The rows of the benchmarks' summary that count bytes, held to the same targets: counts do not depend on how fast the machine is.</summary>
[NonParallelizable]
public sealed class AllocationRowsTests
{
#if DEBUG
    private const int MaxOfAPoll = 2_560; // without optimisation each method that waits is an object more, with all its locals
#else
    private const int MaxOfAPoll = 1_024;
#endif

    [Test]
    public async Task FirstParse_AllocatesLessThanTheSerializer()
    {
        var body = SampleFlags.WriteEnvironment(1_000);

        (await FirstParseAsync(body) / SerializerBytes.Of(body)).Should().BeLessThanOrEqualTo(0.7);
    }

    [Test]
    public async Task OneFlagChanged_AllocatesAFractionOfAFirstParse()
    {
        byte[][] bodies = [SampleFlags.WriteEnvironment(10_000), SampleFlags.WriteEnvironment(10_000, static index => index == 5_000)];
        var publishing = new Publishing();
        publishing.Accept(await Publishing.ReceiveAsync(bodies[0]));
        publishing.Accept(await Publishing.ReceiveAsync(bodies[1]));
        var body = await Publishing.ReceiveAsync(bodies[0]);

        var bytes = BytesOf(() => publishing.Accept(body));

        (bytes / await FirstParseAsync(bodies[0])).Should().BeLessThanOrEqualTo(0.05);
    }

    [Test]
    public async Task UnchangedPoll_AllocatesLittleBeyondHttpClient()
    {
        await using var environment = await SampleEnvironment.LoadAsync(100);
        using var unchanged = new UnchangedPoll(environment);

        var least = double.MaxValue;
        for (var round = 0; round < 3 && least > MaxOfAPoll; round++) // the whole process is counted
        {
            var (poll, bare) = await unchanged.MeasureAsync();
            least = Math.Min(least, poll - bare);
        }

        least.Should().BeLessThanOrEqualTo(MaxOfAPoll);
    }

    [Test]
    public async Task CachedUser_TakesFewBytes()
    {
        const int Users = 20_000;
        await using var cached = new CachedUsers(Users);
        await cached.WarmUpAsync();
        var empty = HeldMemory.Measure();
        await cached.FillAsync(Users, static _ => { });

        ((HeldMemory.Measure() - empty) / (double)cached.Count).Should().BeLessThanOrEqualTo(700);
    }

    private static async Task<double> FirstParseAsync(byte[] bytes)
    {
        new Publishing().Accept(await Publishing.ReceiveAsync(bytes)); // what is made once is made
        var (publishing, body) = (new Publishing(), await Publishing.ReceiveAsync(bytes));
        return BytesOf(() => publishing.Accept(body));
    }

    private static double BytesOf(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
