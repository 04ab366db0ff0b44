namespace Flagsmith.Polling.Diagnostics;

/// <summary>The diagnostics of an environment that nothing polls: offline, or with providers of the application's own.</summary>
internal sealed class NoDiagnostics : IFlagDiagnostics
{
    public FlagsmithMode Mode => FlagsmithMode.Remote;

    public IReadOnlyList<FlagPollRecord> RecentPolls => [];

    public IdentityCacheFigures? Identities => null;

    public bool CanExplain => false;

    public FlagExplanation? Explain(string flag, FlagIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        throw NothingToExplain.Error();
    }
}
