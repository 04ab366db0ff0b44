using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>Publishes what other hosts have polled, and shows the store in the status.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class SharedAdoption(FlagPublisher publisher, PollJournal journal, RecentPolls recent, StatusTracker status, StalenessWatch staleness, SharedStoreHealth health, TimeProvider time)
{
    private SharedStoreStatus _store = new();

    /// <summary>Publishes what another host has polled, and records it as a poll that succeeded.</summary>
    public void Accept(AdoptLook adopted, FlagPollReason reason)
    {
        var publication = publisher.AcceptShared(adopted.Content, adopted.Age);
        journal.Succeeded(publication, adopted.Age);
        if (publication.IsNews)
        {
            recent.Add(new FlagPollRecord { StartedAt = time.GetUtcNow(), Duration = TimeSpan.Zero, Outcome = FlagPollOutcome.Published, Reason = reason, IsShared = true });
        }
    }

    /// <summary>Publishes what the fleet polled last, in a host that has just started and cannot wait for the next poll.</summary>
    public void Restore(FlagContent content, TimeSpan age)
    {
        if (!publisher.TryRestoreShared(content, time.GetUtcNow() - age))
        {
            return;
        }

        try
        {
            staleness.Look(); // first their age, then the readers
        }
        finally
        {
            status.RestoredReady();
        }
    }

    /// <summary>Takes over what a confirmation, read or written, says about the fleet.</summary>
    public void Seen(SharedConfirmation confirmation, TimeSpan age) => _store = new SharedStoreStatus
    {
        LastPolledBy = confirmation.HasContent ? confirmation.Host : null,
        LastPolledAt = confirmation.HasContent ? time.GetUtcNow() - age : null,
        FleetFailures = confirmation.Attempts.Failures,
    };

    /// <summary>Shows the store as it is now.</summary>
    public void ShowStore() => status.Shared(_store with { IsAvailable = health.IsAvailable });
}
