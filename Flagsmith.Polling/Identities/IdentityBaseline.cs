using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>What users' responses are compared with: the environment's last flags that were no defaults, or as long as there are none, those of a user's response.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class IdentityBaseline(FlagSnapshotStore environment, MonotonicClock clock)
{
    /// <summary>More flags than this that the base does not know would be kept by every user: better a base that knows them.</summary>
    private const int MaxUnknown = 8;

    private readonly Lock _gate = new();
    private volatile Baseline _last = new(FlagBase.Empty.With(environment.Current.Base.DefaultValues), Version: 0, RecentChanges.None);

    /// <summary>Takes the environment as it is now, when a request is about to be sent.</summary>
    public Baseline Take()
    {
        var current = environment.Current;
        var last = _last;
        return current.Version == last.Version ? last : TakeChanged();
    }

    /// <summary>Returns the base to keep a user with who has these flags beyond the current one.</summary>
    public FlagBase ForResponse(FlagBase used, int unknown, IEnumerable<FlagState> flags)
    {
        if (unknown <= MaxUnknown || environment.Current.Source != FlagSource.Defaults)
        {
            return used;
        }

        var made = FlagSnapshotAssembly.Assemble([.. flags], version: 0, FlagSource.Defaults, fetchedAt: null, defaultValues: used.DefaultValues).Base; // no environment to follow
        lock (_gate)
        {
            _last = new Baseline(made, _last.Version, RecentChanges.None);
        }

        return made;
    }

    private Baseline TakeChanged()
    {
        lock (_gate)
        {
            var (current, last) = (environment.Current, _last);
            if (current.Version > last.Version)
            {
                var flags = current.Source == FlagSource.Defaults ? last.Flags.With(current.Base.DefaultValues) : current.Base;
                var changes = ReferenceEquals(flags, last.Flags) ? last.Changes : last.Changes.With(last.Flags, flags, clock.Elapsed);
                _last = new Baseline(flags, current.Version, changes);
            }

            return _last;
        }
    }
}
