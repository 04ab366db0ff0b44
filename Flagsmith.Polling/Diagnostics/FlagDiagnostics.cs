using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Diagnostics;

/// <summary>Shows how an environment that is polled has been doing.</summary>
internal sealed class FlagDiagnostics(FlagsmithMode mode, RecentPolls polls, FlagSnapshotStore environment, IUserSource users) : IFlagDiagnostics
{
    public FlagsmithMode Mode => mode;

    public IReadOnlyList<FlagPollRecord> RecentPolls => polls.ToArray();

    public IdentityCacheFigures? Identities => users.ReadFigures();

    public bool CanExplain => environment.Current.Users is not null;

    public FlagExplanation? Explain(string flag, FlagIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var rules = environment.Current.Users ?? throw NothingToExplain.Error();
        return rules.Explain(flag, identity?.Identifier, identity?.Traits is { Count: > 0 } traits ? TraitSet.Of(traits) : TraitSet.Empty);
    }
}
