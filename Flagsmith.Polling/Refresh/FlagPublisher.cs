using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Refresh;

/// <summary>Turns answers into publications. Equal bytes are not even parsed; equal content is parsed and dropped.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class FlagPublisher(FlagSnapshotStore store, TimeProvider time)
{
    // The last body that said what the current snapshot says. At the end it is left to the collector: a poll may still be comparing with it.
    private PooledBody? _confirmed;

    /// <summary>Publishes what the body says, if that is news. Takes the body over.</summary>
    /// <exception cref="JsonException">The body is not a flag list; the current snapshot stays.</exception>
    public Publication Accept(PooledBody body)
    {
        if (_confirmed is { } confirmed && confirmed.Bytes.SequenceEqual(body.Bytes))
        {
            body.Dispose();
            return default;
        }

        FlagList list;
        try
        {
            list = FlagListReader.Read(body.Bytes);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        _confirmed?.Dispose();
        _confirmed = body;
        return new Publication(PublishNews(list), list.Malformed);
    }

    /// <summary>Publishes defaults that were changed by a reload, as long as there is nothing better.</summary>
    public void AcceptDefaults(IDictionary<string, FlagDefault> defaults)
    {
        if (store.Current.Source == FlagSource.Defaults)
        {
            store.Publish(DefaultSnapshot.Of(defaults));
        }
    }

    private bool PublishNews(FlagList list)
    {
        var current = store.Current;
        var next = FlagSnapshotAssembly.Assemble(list.Flags, current, current.Version + 1, FlagSource.Api, time.GetUtcNow());
        var isNews = current.Source != FlagSource.Api || !next.HasSameContent(current);
        if (isNews)
        {
            store.Publish(next);
        }

        return isNews;
    }
}
