using System.Globalization;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>From a body to a published snapshot, against a raw pass over the same bytes.</summary>
internal sealed class ParseRows : IRowGroup
{
    public IReadOnlyList<string> Ids { get; } =
        ["parse.1000", "parse.10000", "parse.first", "parse.delta", "parse.bytes", "parse.delta.bytes", "poll.unchanged.bytes", "identity.parse"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        var thousand = await ToggledAsync(1_000, rounds: 1_000, static _ => true);
        var tenThousand = await ToggledAsync(10_000, rounds: 60, static _ => true);
        var first = await FirstAsync(1_000, rounds: 1_000);
        var firstOfMany = await FirstAsync(10_000, rounds: 20);
        var delta = await ToggledAsync(10_000, rounds: 100, static index => index == 5_000);
        var serializer = SerializerBytes.Of(SampleFlags.WriteEnvironment(1_000));
        var user = await UserAsync(rounds: 400);
        await using var environment = await SampleEnvironment.LoadAsync(100);
        using var unchanged = new UnchangedPoll(environment);
        var (poll, bare) = await unchanged.MeasureAsync();
        return
        [
            SummaryRow.AtMost("parse.1000", thousand.Ratio, 1.8, $"every flag toggled, names known: {thousand}"),
            SummaryRow.AtMost("parse.10000", tenThousand.Ratio, 1.8, $"the same: {tenThousand}"),
            SummaryRow.AtMost("parse.first", first.Ratio, 2.5, first.ToString()),
            SummaryRow.AtMost("parse.delta", delta.Ratio, 0.4, $"one flag of 10,000 toggled: {delta}"),
            SummaryRow.AtMost("parse.bytes", first.Bytes / serializer, 0.7, string.Create(CultureInfo.InvariantCulture, $"{first.Bytes / 1e3:#,0} / {serializer / 1e3:#,0} KB")),
            SummaryRow.AtMost("parse.delta.bytes", delta.Bytes / firstOfMany.Bytes, 0.05, string.Create(CultureInfo.InvariantCulture, $"{delta.Bytes / 1e3:#,0} / {firstOfMany.Bytes / 1e3:#,0} KB")),
            SummaryRow.AtMost("poll.unchanged.bytes", poll - bare, 1_024, string.Create(CultureInfo.InvariantCulture, $"{poll:#,0} - {bare:#,0} bytes of HttpClient alone")),
            SummaryRow.AtMost("identity.parse", user.Ratio, 1.6, $"100 flags, 3 of them the user's own: {user}"),
        ];
    }

    private static async Task<ShotTimes> ToggledAsync(int flags, int rounds, Func<int, bool> isToggled)
    {
        byte[][] bodies = [SampleFlags.WriteEnvironment(flags), SampleFlags.WriteEnvironment(flags, isToggled)];
        var publishing = new Publishing();
        publishing.Accept(await Publishing.ReceiveAsync(bodies[0]));
        var turn = 0;
        return await SingleShots.RunAsync(rounds, async _ =>
        {
            turn++;
            var body = await Publishing.ReceiveAsync(bodies[turn % 2]);
            return (bodies[turn % 2], () => publishing.Accept(body));
        });
    }

    private static Task<ShotTimes> FirstAsync(int flags, int rounds)
    {
        var bytes = SampleFlags.WriteEnvironment(flags);
        return SingleShots.RunAsync(rounds, async _ =>
        {
            var publishing = new Publishing();
            var body = await Publishing.ReceiveAsync(bytes);
            return (bytes, () => publishing.Accept(body));
        });
    }

    private static Task<ShotTimes> UserAsync(int rounds)
    {
        var population = new UserPopulation();
        var environment = FlagSnapshotAssembly.Assemble(FlagListReader.Read(population.WriteEnvironment()).Flags, 1, FlagSource.Api, fetchedAt: null).Base;
        var keys = new TraitKeyPool();
        return SingleShots.RunAsync(rounds, round =>
        {
            var body = population.WriteUser(UserPopulation.Identifier(round + 1_000));
            return Task.FromResult<(byte[], Action)>((body, () =>
            {
                var response = IdentityResponseReader.Read(body, environment);
                _ = new IdentityFlagSnapshot(response.Over(environment), TraitSet.Of(response.Traits, keys), 1, FlagSource.Api, fetchedAt: null);
            }
            ));
        });
    }
}
