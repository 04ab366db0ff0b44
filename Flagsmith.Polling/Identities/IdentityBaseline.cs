using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>What users' snapshots are compared with: the environment's flags, or as long as there are none, those of a user's answer.</summary>
internal sealed class IdentityBaseline(FlagSnapshotStore environment)
{
    /// <summary>More flags than this that the base does not know would be kept by every user: better a base that knows them.</summary>
    private const int MostUnknown = 8;

    private volatile FlagBase? _own;

    public FlagBase Current => environment.Current is { Source: not FlagSource.Defaults } snapshot ? snapshot.Base : _own ?? FlagBase.Empty;

    /// <summary>Gives the base to keep a user with who has these flags beyond the current one.</summary>
    public FlagBase ForAnswer(FlagBase used, int unknown, IEnumerable<FlagState> flags)
    {
        if (unknown <= MostUnknown || environment.Current.Source != FlagSource.Defaults)
        {
            return used;
        }

        var made = FlagSnapshotAssembly.Assemble([.. flags], version: 0, FlagSource.Api, fetchedAt: null).Base;
        _own = made;
        return made;
    }
}
