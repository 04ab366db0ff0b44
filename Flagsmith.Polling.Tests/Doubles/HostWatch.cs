using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sharing;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Knows whether a host is at work, or waits: for the clock to move, or for what hangs in a double.</summary>
/// <remarks>Whatever waits has armed a timer. So a host is at rest when each of its timers is that of somebody who is known to wait, and each of those has its timer.</remarks>
internal sealed class HostWatch(PollingHost host, WatchedTime time, WatchedStore store, Unended requests)
{
    private static readonly TimeSpan Cut = TimeSpan.FromMicroseconds(1001); // Task.Delay drops fractions of a millisecond
    private static readonly TimeSpan Inexact = TimeSpan.FromMicroseconds(1);

    private FlagProvider? _provider;

    public bool IsAtRest => host.Start is not { } start || Provider.Status.State == FlagProviderState.Stopped
        || (IsStartAtRest(start) && AreLimitsThoseOf(start) && IsPollingAtRest(Provider.Polls));

    private FlagProvider Provider => _provider ??= (FlagProvider)host.Flags; // kept: a host that is disposed does not give it any more

    public override string ToString() =>
        $"starts: {host.Start is { IsCompleted: false }}, limits: {time.Limits}, requests: {requests.Count}, in the store: {store.Hanging}, pauses: [{string.Join(", ", time.Pauses)}], "
        + $"planned: {Provider.UntilPlanned}, polls: {!Provider.Polls.Ended.IsCompleted}, awaits a poll's end: {Provider.Polls.IsEndAwaited}, looks: {Notices.IsLooking}, is subscribed: {store.IsSubscribed}, {Provider.Status}";

    private SharedNotices Notices => (SharedNotices)Provider.Fleet!;

    private bool IsStartAtRest(Task start) => start.IsCompleted || !Provider.Settled.IsCompleted; // else it is about to end

    // Each store operation, each request and the start has a limit from its begin to its end.
    private bool AreLimitsThoseOf(Task start) => time.Limits == store.Hanging + requests.Count + (start.IsCompleted ? 0 : 1);

    private bool IsPollingAtRest(PollQueue polls)
    {
        var pauses = time.Pauses;
        var left = pauses.Length - (Notices.IsLooking ? 1 : 0) - (store.IsSubscribed ? 0 : 1);
        return polls.Ended.IsCompleted
            ? left == 1 && polls.IsEndAwaited && Provider.Status.NextPollAt is not null // the loop waits
            : IsPollAtRest(polls, left - (pauses.Any(IsPlanned) ? 1 : 0));
    }

    /// <summary>A poll waits for another host's, or for what hangs; and the loop that has planned before has done so again.</summary>
    private bool IsPollAtRest(PollQueue polls, int left) =>
        (polls.IsEndAwaited || !HasEverPlanned) && (left == 1 || (left == 0 && store.HangingInPolls + requests.Count > 0));

    private bool HasEverPlanned => Provider.UntilPlanned > -time.GetElapsedTime(0);

    private bool IsPlanned(TimeSpan pause) => Provider.UntilPlanned is var planned && pause <= planned + Inexact && pause >= planned - Cut;
}
