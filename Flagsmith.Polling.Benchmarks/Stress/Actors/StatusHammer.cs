using Flagsmith.Polling.Benchmarks.Stress.Model;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>
/// Notes failed polls on a status board while flags from a file arrive. Between a provider's first polls and its file this happens once,
/// within nanoseconds: only many of them on a board of their own show whether one is lost.
/// </summary>
internal sealed class StatusHammer(Violations violations)
{
    private const int Rounds = 10_000;

    private static readonly FlagsmithApiException Failed = new(FlagsmithErrorKind.ServerError, "Failed.", null, null);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await StrikeAsync();
            await Task.Delay(Rest, CancellationToken.None);
        }
    }

    private async Task StrikeAsync()
    {
        var board = new StatusTracker(TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var failing = Task.Run(() => Fail(board));
        while (!failing.IsCompleted)
        {
            board.Restored(now);
        }

        await failing;
        if (board.Current.ConsecutiveFailures != Rounds)
        {
            violations.Add(StressRule.StatusUpdateLost, $"after {Rounds} failures the status counts {board.Current.ConsecutiveFailures}");
        }
    }

    private static void Fail(StatusTracker board)
    {
        for (var round = 0; round < Rounds; round++)
        {
            board.Failed(Failed);
        }
    }
}
