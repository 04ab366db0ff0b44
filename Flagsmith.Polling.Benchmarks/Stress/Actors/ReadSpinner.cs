using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Reads cached users as fast as it can: what is wrong for a microsecond is seen by nobody else.</summary>
internal sealed class ReadSpinner(UserCaller caller, EnvironmentCaller environment, StageState stage, StressCounts counts, int seed)
{
    private const int Burst = 4000;
    private const int BetweenEnvironments = 50;
    private const int MaxWaiting = 64;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(4);

    private readonly Random _random = new(seed);
    private readonly EnvironmentTrail _trail = new();
    private readonly ReadTrail[] _trails = [.. caller.Models.Select(_ => new ReadTrail())];
    private readonly List<Task> _waiting = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await SpinAsync();
            counts.Read(Burst);
            await Task.Delay(Rest, CancellationToken.None);
        }

        await Task.WhenAll(_waiting);
    }

    private async Task SpinAsync()
    {
        for (var read = 0; read < Burst; read++)
        {
            if (read % BetweenEnvironments == 0)
            {
                environment.Read(_trail);
                Follow();
            }

            if (ReadUser() is { } waiting)
            {
                await NoteAsync(waiting);
            }
        }
    }

    private void Follow()
    {
        try
        {
            caller.Follow(_random.Next(_trails.Length), environment.Provider);
        }
        catch (ObjectDisposedException) when (stage.IsEnding)
        {
            // Disposed meanwhile.
        }
    }

    private Task? ReadUser()
    {
        var user = _random.Next(_trails.Length);
        try
        {
            return caller.Read(user, _trails[user]);
        }
        catch (ObjectDisposedException) when (stage.IsEnding)
        {
            return null;
        }
    }

    private async Task NoteAsync(Task waiting)
    {
        _waiting.RemoveAll(static task => task.IsCompleted);
        _waiting.Add(waiting);
        if (_waiting.Count >= MaxWaiting)
        {
            await Task.WhenAny(_waiting);
        }
    }
}
