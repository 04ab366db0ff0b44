using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>Records how polls end: in the status, in the last-known-good file and in the log.</summary>
internal sealed partial class PollJournal(
    StatusTracker status, FlagPublisher publisher, StalenessWatch staleness, LastKnownGoodFile? file, OptionsReloader settings, TimeProvider time, ILogger logger)
{
    private long _outageBegan;
    private bool _hasLoggedMisconfiguration;
    private int _loggedBrokenValues;

    /// <summary>Records that a poll is in flight.</summary>
    public void Begun() => status.Begun();

    /// <param name="publication">What became of the response.</param>
    /// <param name="age">How long ago the response came: zero for this host's own polls.</param>
    public void Succeeded(Publication publication, TimeSpan age = default)
    {
        var failures = status.History.Failures;
        if (publication.IsHeld)
        {
            status.Held();
            file?.RetryFailed();
            PollLog.EmptyHeld(logger);
        }
        else
        {
            status.Succeeded(age);
            file?.Confirmed(publication.IsNews, settings.Current, age);
            LogBrokenValues(publication.BrokenValues);
        }

        LogSkipped(publication.Skipped);

        if (publication.IsNews)
        {
            publisher.LogMisfits(logger);
        }

        staleness.Look();
        if (failures > 0)
        {
            PollLog.OutageEnded(logger, failures, time.GetElapsedTime(_outageBegan));
        }

        PollLog.Polled(logger, publication.IsNews);
    }

    /// <param name="error">Why the poll failed.</param>
    /// <param name="isRequested">Whether the application requested it.</param>
    public void Failed(FlagsmithApiException error, bool isRequested)
    {
        var last = status.History;
        status.Failed(error, isRequested);
        file?.RetryFailed();
        staleness.Look();
        if (last.Failures == 0)
        {
            _outageBegan = time.GetTimestamp();
        }

        var history = status.History;
        _hasLoggedMisconfiguration &= history.Rejections.IsLasting; // once for each series of rejections
        if (history.IsRejectedLastingly && !_hasLoggedMisconfiguration)
        {
            _hasLoggedMisconfiguration = true;
            PollLog.Misconfigured(logger, history.Rejections.Length, error.Message);
        }
        else if (last.Failures == 0)
        {
            PollLog.OutageBegan(logger, error.Message);
        }
        else
        {
            PollLog.StillFailing(logger, last.Failures + 1, error.Message);
        }
    }

    private void LogSkipped(SkippedEntries skipped)
    {
        if (skipped.Segments + skipped.Overrides > 0)
        {
            PollLog.EntriesSkipped(logger, skipped.Flags, skipped.Segments, skipped.Overrides);
        }
        else if (skipped.Flags > 0)
        {
            PollLog.FlagsSkipped(logger, skipped.Flags);
        }
    }

    // Once for each change of their number, as they may stay for weeks.
    private void LogBrokenValues(int count)
    {
        if (count > 0 && count != _loggedBrokenValues)
        {
            PollLog.ValuesBroken(logger, count);
        }

        _loggedBrokenValues = count;
    }
}
