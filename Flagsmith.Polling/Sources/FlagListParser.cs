using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Sources;

/// <summary>Turns bodies of <c>flags/</c> into content. A body with the bytes of the last one is not parsed; of another one only what differs is.</summary>
/// <remarks>Not thread-safe: polls use it one at a time.</remarks>
internal sealed class FlagListParser(FlagSnapshotStore store)
{
    // At the end the body is left to the collector: a poll may still be comparing with it.
    private PooledBody? _lastBody;
    private FlagList _lastList;
    private FlagContent? _lastContent;

    /// <summary>Parses a body, and takes it over.</summary>
    /// <exception cref="JsonException">The body is not a flag list.</exception>
    /// <exception cref="FlagLimitException">It has too many flags.</exception>
    public FlagContent Parse(PooledBody body, int maxFlags)
    {
        if (_lastContent is { } same && _lastBody!.Bytes.SequenceEqual(body.Bytes))
        {
            body.Dispose();
            return same;
        }

        var flags = store.Current.Base;
        FlagList list;
        try
        {
            list = Read(body.Bytes, flags, maxFlags);
            FlagListRule.RefuseNoFlagAtAll(list);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        _lastBody?.Dispose();
        (_lastBody, _lastList) = (body, list);
        return _lastContent = new FlagContent(list.Flags) { Catalog = list.HasKnownOrder ? flags.Catalog : null, Skipped = new SkippedEntries(list.Malformed), BrokenValues = list.BrokenValues };
    }

    /// <summary>Other content than that of the last body is held: nothing can be read beside that body any more.</summary>
    public void Adopt(FlagContent content)
    {
        if (!ReferenceEquals(content, _lastContent))
        {
            _lastBody?.Dispose();
            (_lastBody, _lastList, _lastContent) = (null, default, null);
        }
    }

    /// <summary>Reads a body beside the last one, where the current flags are those of that one.</summary>
    private FlagList Read(ReadOnlySpan<byte> body, FlagBase flags, int maxFlags)
    {
        if (_lastBody is { } last && flags.IsEnvironment && FlagLayout.OfEnvironment(_lastList, flags) is { } layout)
        {
            try
            {
                return FlagListReader.Read(body, last.Bytes, layout, maxFlags);
            }
            catch (JsonException)
            {
                // Read once more alone: a reader that has jumped does not know at which byte it stands, and the error is to say it.
            }
        }

        return FlagListReader.Read(body, flags, maxFlags);
    }
}
