namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>The notices that one listener gets. Not thread-safe: a listener is called with one at a time.</summary>
internal sealed class NoticeTrail(Violations violations)
{
    private IFlagSnapshot? _last;

    /// <summary>Determines whether there is nothing to notice. Slow listeners get merged notices, and an empty list may follow another with flags in between; no other content comes twice.</summary>
    public static bool IsWithoutChange(FlagSnapshotChange notice) =>
        notice.Changes.Count == 0 && !(notice.Current.Flags.Count == 0 && notice.Current.Version > notice.Previous.Version + 1);

    public void Note(FlagSnapshotChange notice)
    {
        if (IsWithoutChange(notice))
        {
            violations.Add(StressRule.NoticeWithoutChange, $"version {notice.Current.Version} after {notice.Previous.Version} was noticed without a change");
        }
        else if (notice.Current.Version <= notice.Previous.Version)
        {
            violations.Add(StressRule.NoticeWithoutChange, $"other flags have the version {notice.Current.Version} as before");
        }

        if (_last is not null && !ReferenceEquals(_last, notice.Previous))
        {
            violations.Add(StressRule.NoticeWithGap, $"version {notice.Previous.Version} was never noticed");
        }

        _last = notice.Current;
    }
}
