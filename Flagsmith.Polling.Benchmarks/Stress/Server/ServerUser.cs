using System.Globalization;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>What the server knows of a user, and the writes that it is busy with. Thread-safe.</summary>
internal sealed class ServerUser(UserModel model, Sequence sequence)
{
    private readonly Lock _gate = new();
    private readonly string?[] _values = new string?[TraitTicks.Count];
    private readonly HashSet<CancellationToken> _writes = [];
    private TraitTicks _ticks = TraitTicks.None;
    private bool _hasSentEmpty;

    public UserModel Model => model;

    /// <summary>A write comes in. The user's write before must have ended, or its sender must have given up.</summary>
    public void BeginWrite(CancellationToken sender)
    {
        lock (_gate)
        {
            if (_writes.Any(other => !other.IsCancellationRequested))
            {
                model.Report(StressRule.WritesOverlap, "a write was sent before the one before it had ended");
            }

            _writes.Add(sender);
        }
    }

    public void EndWrite(CancellationToken sender)
    {
        lock (_gate)
        {
            _writes.Remove(sender);
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
