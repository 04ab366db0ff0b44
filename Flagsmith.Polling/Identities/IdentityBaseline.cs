using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>What users' snapshots are compared with: the environment's last flags that were no defaults, or as long as there are none, those of a user's answer.</summary>
internal sealed class IdentityBaseline(FlagSnapshotStore environment)
{
    /// <summary>More flags than this that the base does not know would be kept by every user: better a base that knows them.</summary>
    private const int MostUnknown = 8;

    private volatile FlagBase _last = FlagBase.Empty;

    public FlagBase Current
    {
        get
        {
            if (environment.Current is { Source: not FlagSource.Defaults } snapshot && !ReferenceEquals(_last, snapshot.Base))
            {
                _last = snapshot.Base;
            }

            return _last;
        }
    }

    /// <summary>Gives the base to keep a user with who has these flags beyond the current one.</summary>
    public FlagBase ForAnswer(FlagBase used, int unknown, IEnumerable<FlagState> flags)
    {
        if (unknown <= MostUnknown || environment.Current.Source != FlagSource.Defaults)
        {
            return used;
        }

        var made = FlagSnapshotAssembly.Assemble([.. flags], version: 0, FlagSource.Api, fetchedAt: null).Base;
        _last = made;
        return made;
    }
}
