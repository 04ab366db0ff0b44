namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>Knows what each read of one user may give, and judges what it gave. Thread-safe.</summary>
/// <remarks>
/// Conservative: where threads may run in either order, or the specification leaves a choice, nothing is required. docs/stress.md explains
/// the rules. Begins are noted before a call and ends after it, so a call that begins after another has ended does so for sure.
/// </remarks>
internal sealed class UserModel(string identifier, StressTimes times, StageState stage, Sequence sequence, Pace pace, Violations violations)
{
    private readonly Lock _gate = new();
    private volatile Requirement _ofPlain = Requirement.None;
    private volatile Requirement _ofAll = Requirement.None;
    private volatile Doubt? _doubt;
    private volatile FreshView? _fresh;
    private volatile FreshView? _full;
    private volatile TraitTicks _traits = TraitTicks.None;
    private volatile int _writes;
    private volatile int _runningWrites;
    private volatile int _changes;
    private int _runningChanges;
    private volatile int _interventions;
    private long _readFault;
    private long _readFaultAt = long.MinValue / 2;
    private long _faultAt = long.MinValue / 2;

    public string Identifier { get; } = identifier;

    public UserHistory History { get; } = new(sequence);

    /// <summary>Gets what a plain read that begins now may not be older than.</summary>
    public Requirement OfPlain => _ofPlain;

    /// <summary>Gets whether fetches may fail although the server fails none: refused without a request, or late because the machine is.</summary>
    private bool MayFailUnseen => stage.RefusesFetches || pace.WasLateWithin(times.FailureCounts);

    /// <summary>A call begins.</summary>
    public CallTicket Begin(CallKind kind, string passedAlong = "", int trait = 0)
    {
        if (IsRead(kind))
        {
            return NewTicket(kind, passedAlong, trait); // without the lock, so that readers do not line up; each field alone is right
        }

        lock (_gate)
        {
            var ticket = NewTicket(kind, passedAlong, trait);
            Count(kind, running: 1);
            return ticket;
        }
    }

    /// <summary>A call has ended without a view: it failed, or it is an invalidation.</summary>
    /// <param name="ticket">The call.</param>
    /// <param name="hasSucceeded">Whether it has done what it should.</param>
    /// <param name="unknownSince">For a write whose outcome is unknown: when its request came to the server.</param>
    public void End(CallTicket ticket, bool hasSucceeded, long? unknownSince = null)
    {
        lock (_gate)
        {
            Count(ticket.Kind, running: -1);
            if (hasSucceeded && ticket.Kind == CallKind.Invalidate)
            {
                RequireOfAll(new Requirement(ticket.Began, StressRule.OlderThanInvalidation));
            }

            if (unknownSince is { } sent && sent > (_doubt?.Sent ?? 0))
            {
                _doubt = new Doubt(ticket.Began, sent);
            }
        }
    }

    /// <summary>A call has ended with a view: judges it, and notes what later reads may not be older than.</summary>
    /// <param name="ticket">The call.</param>
    /// <param name="view">What it gave.</param>
    /// <param name="wasCached">Whether it gave it at once.</param>
    public void End(CallTicket ticket, ViewFacts view, bool wasCached)
    {
        if (!stage.IsEnding)
        {
            Judge(ticket, view, wasCached);
        }

        if (wasCached && IsRead(ticket.Kind) && (view.Kind == CallKind.Read || view.Sent <= _ofAll.Sent))
        {
            return; // nothing to learn
        }

        lock (_gate)
        {
            Count(ticket.Kind, running: -1);
            if (view.Owner == Identifier)
            {
                Learn(ticket, view, wasCached);
            }
        }
    }

    /// <summary>The server will fail a request of this user, or respond so late that it may count as failed.</summary>
    public void NoteFault(CallKind kind)
    {
        lock (_gate)
        {
            _faultAt = sequence.Milliseconds;
            if (kind != CallKind.Write)
            {
                (_readFault, _readFaultAt) = (sequence.Next(), _faultAt);
            }
        }
    }

    public void Report(StressRule rule, string detail) => violations.Add(rule, $"{Identifier}: {detail}", History);

    private static bool IsRead(CallKind kind) => kind is CallKind.Read or CallKind.ReadWithTraits;

    private CallTicket NewTicket(CallKind kind, string passedAlong, int trait) => new(
        kind, sequence.Next(), sequence.Milliseconds, kind is CallKind.Read or CallKind.Refresh ? _ofPlain : _ofAll, _traits, _doubt, kind == CallKind.Read ? _fresh : null)
    {
        PassedAlong = passedAlong,
        Trait = trait,
        Writes = _writes,
        Changes = _changes,
        IsBesideWrite = _runningWrites > 0,
    };

    private void Judge(CallTicket ticket, ViewFacts view, bool wasCached)
    {
        if (view.IsFallback)
        {
            JudgeFallback(ticket);
            return;
        }

        if (view.Owner != Identifier)
        {
            Report(StressRule.ForeignUser, $"{ticket.Kind} #{ticket.Began} got a response that is {view.Owner ?? "nobody"}'s");
            return; // what else it says means nothing
        }

        if (view.Sent < ticket.Required.Sent)
        {
            Report(ticket.Required.Rule, $"{Text(ticket, view)}, but only #{ticket.Required.Sent} and later may be read");
        }
        else if (!view.IsEmpty && view.Traits.FirstBelow(ticket.LeastTraits) is { } trait)
        {
            Report(StressRule.AcknowledgedTraitLost, $"{Text(ticket, view)} with trait {trait} as of #{view.Traits[trait]}, but it was set at #{ticket.LeastTraits[trait]}");
        }
        else if (ticket.Doubt is { } doubt && view.Sent < doubt.Sent && !IsExcused(doubt))
        {
            Report(StressRule.UnknownOutcomeServed, $"{Text(ticket, view)} although the write sent with #{doubt.Sent} may have changed it, and no fetch failed since");
        }

        JudgeVariant(ticket, view);
        JudgeOwnCall(ticket, view);
        JudgeFreshness(ticket, view, wasCached);
    }

    private void JudgeFallback(CallTicket ticket)
    {
        if (ticket.Kind is CallKind.Refresh or CallKind.Write)
        {
            Report(StressRule.CallGotOlderThanItself, $"{ticket.Kind} got the environment's flags");
        }
        else if (!MayFailUnseen && !IsRecent(ref _faultAt, times.FailureCounts) && sequence.Milliseconds - ticket.BeganAt < times.FetchTimeout)
        {
            Report(StressRule.FallbackWithoutFailure, $"{ticket.Kind} got the environment's flags although no request of the user failed");
        }
    }

    private void JudgeVariant(CallTicket ticket, ViewFacts view)
    {
        if (!view.IsEmpty && view.PassedAlong != ticket.PassedAlong)
        {
            Report(StressRule.WrongVariant, $"{Text(ticket, view)} for the traits \"{view.PassedAlong}\" instead of \"{ticket.PassedAlong}\"");
        }
    }

    /// <summary>A refresh and a write ask past the cache: what they give was sent within the call.</summary>
    private void JudgeOwnCall(CallTicket ticket, ViewFacts view)
    {
        var isOlder = ticket.Kind is CallKind.Refresh or CallKind.Write && view.Sent < ticket.Began;
        if (isOlder || (ticket.Kind == CallKind.Write && view.Kind != CallKind.Write))
        {
            Report(StressRule.CallGotOlderThanItself, $"{Text(ticket, view)}, but began at #{ticket.Began}");
        }
    }

    private void JudgeFreshness(CallTicket ticket, ViewFacts view, bool wasCached)
    {
        if (!times.KeepsAll)
        {
            return;
        }

        if (ticket is { Kind: CallKind.Read, Fresh: { } fresh } && !wasCached && fresh.Changes == _changes && sequence.Milliseconds - fresh.At < times.SurelyFresh)
        {
            Report(StressRule.FreshViewLost, $"{Text(ticket, view)} and had to wait, although a fresh view had been kept");
        }

        // Without changes and refreshes only fetches of reads replace the view, and those hold a sudden empty list back.
        if (view is { IsEmpty: true, IsEmptyAgain: false } && ticket.Kind == CallKind.Read && _full is { } full && view.Sent > full.Ended
            && full.Changes == _interventions && sequence.Milliseconds - full.At < times.SurelyFresh + times.StaleIfError)
        {
            Report(StressRule.EmptyListNotHeld, $"{Text(ticket, view)}, a sudden empty list");
        }
    }

    private bool IsExcused(Doubt doubt) =>
        MayFailUnseen || Interlocked.Read(ref _readFault) > doubt.Began || IsRecent(ref _readFaultAt, times.FailureCounts);

    private bool IsRecent(ref long at, long within) => sequence.Milliseconds - Interlocked.Read(ref at) < within;

    private void Learn(CallTicket ticket, ViewFacts view, bool wasCached)
    {
        if (view.Kind == CallKind.Write)
        {
            RequireOfAll(new Requirement(view.Sent, StressRule.OlderThanWrite));
        }
        else if (view.Kind == CallKind.StoringRead)
        {
            RequireOfAll(new Requirement(view.Sent, StressRule.OlderThanStoringRead));
        }

        if (ticket.Kind is CallKind.Write or CallKind.StoringRead && !view.IsEmpty)
        {
            _traits = _traits.Raise(ticket.Trait, view.Traits[ticket.Trait]);
        }

        // A response beside a write is not kept.
        if (ticket.Kind == CallKind.Refresh && !ticket.IsBesideWrite && ticket.Writes == _writes)
        {
            RequireOfPlain(new Requirement(ticket.Began, StressRule.OlderThanRefresh));
            if (_runningChanges == 0 && ticket.Changes == _changes)
            {
                _fresh = new FreshView(ticket.BeganAt, sequence.Next(), _changes);
            }
        }

        // Kept for sure when it went beside no change.
        if (ticket.Kind == CallKind.Read && !wasCached && !view.IsEmpty && _runningChanges == 0 && ticket.Changes == _changes)
        {
            _full = new FreshView(ticket.BeganAt, sequence.Next(), _interventions);
        }
    }

    private void RequireOfAll(Requirement requirement)
    {
        _ofAll = requirement.Sent > _ofAll.Sent ? requirement : _ofAll;
        RequireOfPlain(requirement);
    }

    private void RequireOfPlain(Requirement requirement) => _ofPlain = requirement.Sent > _ofPlain.Sent ? requirement : _ofPlain;

    private void Count(CallKind kind, int running)
    {
        if (kind is CallKind.Write or CallKind.StoringRead)
        {
            _writes++;
            _runningWrites += running;
        }

        if (kind is CallKind.Write or CallKind.StoringRead or CallKind.Invalidate)
        {
            _changes++;
            _runningChanges += running;
        }

        if (!IsRead(kind))
        {
            _interventions++;
        }
    }

    private static string Text(CallTicket ticket, ViewFacts view) => $"{ticket.Kind} #{ticket.Began} got the response to the {view.Kind} sent with #{view.Sent}";
}
