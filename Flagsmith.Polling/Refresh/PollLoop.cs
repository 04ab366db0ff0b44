using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>Polls at once, then again after each pause, until cancelled. The next pause begins when a poll has ended, so polls never overlap.</summary>
internal sealed partial class PollLoop(PollQueue queue, StatusTracker status, OptionsReloader settings, TimeProvider time, Func<double> random, ILogger logger)
{
    private static readonly TimeSpan PauseAfterUnexpectedError = TimeSpan.FromSeconds(1);

    private readonly LogPace _pace = new(TimeProvider.System, TimeSpan.FromMinutes(1));
    private volatile TaskCompletionSource? _reachable; // there while the next poll can be brought forward
    private bool _wasBroughtForward;
    private double _stretch = 1;

    /// <summary>Gets or sets by how much the pauses are longer while all is well: more than 1 while something else vouches for the flags being fresh. Applies from the next pause on.</summary>
    public double Stretch
    {
        get => Volatile.Read(ref _stretch);
        set => Volatile.Write(ref _stretch, value);
    }

    /// <summary>Another request has just succeeded: while polls are rejected, that brings the next one forward, once for each series of rejections.</summary>
    /// <remarks>Thread-safe; throws nothing. One volatile read unless the next poll can be brought forward.</remarks>
    public void NoteServerReachable()
    {
        if (_reachable is not null)
        {
            Interlocked.Exchange(ref _reachable, null)?.TrySetResult();
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var pause = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                pause = await RunTurnAsync(pause, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause) // nothing known throws here, and nothing unknown may end the loop or let it spin
            {
                Report(cause);
                pause = TimeSpan.Zero;
                await Task.Delay(PauseAfterUnexpectedError, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>The pause before the next turn.</returns>
    private async Task<TimeSpan> RunTurnAsync(TimeSpan pause, CancellationToken stopping)
    {
        if (await WaitAsync(pause, stopping).ConfigureAwait(false))
        {
            await PollAsync(stopping).ConfigureAwait(false);
        }

        var options = settings.Current;
        return new PollSchedule(options.PollInterval, options.PollJitter, Stretch).NextPause(status.History, random());
    }

    private async Task PollAsync(CancellationToken stopping)
    {
        try
        {
            await queue.RunAsync().WaitAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception cause) when (!stopping.IsCancellationRequested)
        {
            Report(cause); // the status knows how the poll ended, so the schedule holds all the same
        }
    }

    /// <returns>Whether the pause is over; false when another poll has ended meanwhile, so that the pause starts over.</returns>
    private async Task<bool> WaitAsync(TimeSpan pause, CancellationToken stopping)
    {
        if (pause == TimeSpan.Zero)
        {
            return true;
        }

        var ended = queue.NextEnd;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var due = Task.Delay(pause, time, timer.Token);
        var reachable = WhenReachable(pause);
        status.Planned(pause);
        var first = await (reachable is null ? Task.WhenAny(due, ended) : Task.WhenAny(due, ended, reachable)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        if (first != reachable)
        {
            return first == due;
        }

        _wasBroughtForward = true;
        return await WaitAsync(PollSchedule.WhenBroughtForward(random()), stopping).ConfigureAwait(false);
    }

    /// <returns>What ends when something else reaches the server; null where that changes nothing.</returns>
    private Task? WhenReachable(TimeSpan pause)
    {
        var history = status.History;
        _wasBroughtForward &= history.Rejections.Count > 1; // else this is another series
        var canBeSooner = history.Rejections.Count > 0 && !_wasBroughtForward
            && history.RetryAfter == TimeSpan.Zero && pause > PollSchedule.MaxWhenBroughtForward;
        var reachable = canBeSooner ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        _reachable = reachable;
        return reachable?.Task;
    }

    private void Report(Exception cause)
    {
        if (_pace.IsDue())
        {
            LoopLog.LoopFailed(logger, cause);
        }
    }
}
