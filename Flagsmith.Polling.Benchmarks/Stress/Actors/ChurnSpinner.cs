using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>
/// Reads its users in turn, on a thread of its own: the system stops that thread now and then in the middle of a read, while the pool's
/// threads go on. A task of the pool would share their places with them and hardly ever be stopped.
/// </summary>
internal sealed class ChurnSpinner(UserCaller caller, StageState stage, StressCounts counts)
{
    private const int Burst = 20_000;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly ReadTrail[] _trails = [.. caller.Models.Select(_ => new ReadTrail())];
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
                Read(read % _trails.Length);
            }

            counts.Read(Burst);
        }
        while (!stopping.WaitHandle.WaitOne(Rest));
    }

    private void Read(int user)
    {
        try
        {
            if (_waiting.IsCompleted && caller.Read(user, _trails[user]) is { } waiting)
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
