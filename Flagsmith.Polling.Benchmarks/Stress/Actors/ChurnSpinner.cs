using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>
/// Reads two users who share a place in turn, on a thread of its own: the system stops that thread now and then in the middle of a read, while the pool's
/// threads go on. A task of the pool would share their places with them and hardly ever be stopped.
/// </summary>
internal sealed class ChurnSpinner(UserCaller caller, int first, StageState stage, StressCounts counts)
{
    private const int Burst = 100_000;
    private const int Users = 2;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    private Task _waiting = Task.CompletedTask;

    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Factory.StartNew(() => Spin(stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await _waiting;
    }

    private void Spin(CancellationToken stopping)
    {
        do
        {
            for (var read = 0; read < Burst; read++)
            {
                Read(first + (read % Users));
            }

            counts.Read(Burst);
        }
        while (!stopping.WaitHandle.WaitOne(Rest));
    }

    private void Read(int user)
    {
        try
        {
            if (_waiting.IsCompleted && caller.Glance(user) is { } waiting)
            {
                _waiting = waiting;
            }
        }
        catch (ObjectDisposedException) when (stage.IsEnding)
        {
            // Disposed meanwhile.
        }
    }
}
