using System.Globalization;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>What the server knows of a user, and the writes that it is busy with. Thread-safe.</summary>
internal sealed class ServerUser(UserModel model, Sequence sequence)
{
    private readonly Lock _gate = new();
    private readonly string?[] _values = new string?[TraitTicks.Count];
    private readonly List<ServerWrite> _writes = [];
    private TraitTicks _ticks = TraitTicks.None;
    private bool _hasSentEmpty;

    public UserModel Model => model;

    /// <summary>A write comes in. The user's write before must have ended.</summary>
    public ServerWrite BeginWrite(CancellationToken sender)
    {
        var write = new ServerWrite(sender);
        lock (_gate)
        {
            _writes.ForEach(static running => running.IsOverlapped = true);
            _writes.Add(write);
            return write;
        }
    }

    /// <summary>A write ends. Where its sender has given up, that may come to the server later than the next write.</summary>
    public void EndWrite(ServerWrite write)
    {
        lock (_gate)
        {
            _writes.Remove(write);
        }

        if (write is { IsOverlapped: true, Sender.IsCancellationRequested: false })
        {
            model.Report(StressRule.WritesOverlap, "a write was sent before the one before it had ended");
        }
    }

    public void Apply(IdentityPost post)
    {
        lock (_gate)
        {
            _values[post.Trait] = post.Value;
            _ticks = _ticks.Raise(post.Trait, sequence.Next());
        }
    }

    /// <summary>Writes the response as of now.</summary>
    public byte[] Write(IdentityPost post, long content, long sent, long sentAt, RequestFault fault)
    {
        lock (_gate)
        {
            var isEmpty = fault == RequestFault.EmptyList;
            var facts = new ViewFacts(model.Identifier, sent, sentAt, post.Kind, post.Writer, post.PassedAlong, _ticks) { IsEmpty = isEmpty, IsEmptyAgain = _hasSentEmpty };

            // An empty list of any kind may have been held back; only a plain response that surely arrives ends that.
            _hasSentEmpty = isEmpty || (_hasSentEmpty && !(post.Kind == CallKind.Read && fault == RequestFault.None));
            return StressBody.OfUser(content, facts, TraitsFor(post));
        }
    }

    private IEnumerable<KeyValuePair<string, string>> TraitsFor(IdentityPost post)
    {
        for (var trait = 0; trait < TraitTicks.Count; trait++)
        {
            if (_values[trait] is { } value)
            {
                yield return new(trait == TraitTicks.OfReads ? IdentityPost.StoredTrait : IdentityPost.SetPrefix + trait.ToString(CultureInfo.InvariantCulture), value);
            }
        }

        if (post.Kind == CallKind.ReadWithTraits)
        {
            yield return new(IdentityPost.PassedTrait, post.PassedAlong);
        }
    }
}
