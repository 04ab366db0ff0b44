using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>The part of a poll after the body has come in: compare, parse, publish.</summary>
internal sealed class Publishing
{
    private readonly FlagSnapshotStore _store = new(DefaultSnapshot.Of(new FlagsmithPollingOptions()));
    private readonly FlagListParser _parser;
    private readonly FlagPublisher _publisher;

    public Publishing()
    {
        _parser = new FlagListParser(_store);
        _publisher = new FlagPublisher(_store, new StatusTracker(TimeProvider.System), TimeProvider.System);
    }

    public int Flags => _store.Current.Flags.Count;

    public static async Task<PooledBody> ReceiveAsync(byte[] body) =>
        (await PooledBody.ReadAsync(new MemoryStream(body), body.Length, int.MaxValue, CancellationToken.None))!;

    public void Accept(PooledBody body)
    {
        if (!_publisher.Accept(_parser.Parse(body, int.MaxValue)).IsNews)
        {
            throw new InvalidOperationException("A body that should have been news was not.");
        }
    }
}
