using System.Text;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Takes bodies of <c>flags/</c> in, as a poll does after the request: parses and publishes them.</summary>
internal sealed class ListReceiver
{
    private readonly FlagListParser _parser;
    private readonly FlagPublisher _publisher;

    public ListReceiver(TimeProvider? time = null)
    {
        var clock = time ?? new ManualTimeProvider();
        _parser = new FlagListParser(Store);
        _publisher = new FlagPublisher(Store, new StatusTracker(clock), clock);
    }

    public FlagSnapshotStore Store { get; } = new(DefaultSnapshot.Of(new FlagsmithPollingOptions()));

    public FlagSnapshot Current => Store.Current;

    public static async Task<PooledBody> BodyAsync(byte[] body) =>
        (await PooledBody.ReadAsync(new MemoryStream(body), announced: null, most: int.MaxValue, CancellationToken.None))!;

    public static Task<PooledBody> BodyAsync(string body) => BodyAsync(Encoding.UTF8.GetBytes(body));

    public Publication Accept(PooledBody body, bool acceptsEmpty = false) => _publisher.Accept(_parser.Parse(body, int.MaxValue), acceptsEmpty);

    public async Task<Publication> AcceptAsync(byte[] body, bool acceptsEmpty = false) => Accept(await BodyAsync(body), acceptsEmpty);

    public async Task<Publication> AcceptAsync(string body, bool acceptsEmpty = false) => Accept(await BodyAsync(body), acceptsEmpty);
}
