using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Makes one call for a user after the other, as the user's mood is.</summary>
internal sealed class UserActor(UserCaller caller, StageKind stage, Sequence sequence, WriteSlots writes, int seed)
{
    private const double MaxPause = 8;

    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var user = _random.Next(caller.Models.Count);
            await CallAsync(user, Draw(user));
            await Task.Delay(TimeSpan.FromMilliseconds(MaxPause * _random.NextDouble()), CancellationToken.None);
        }
    }

    private CallKind Draw(int user)
    {
        if (stage == StageKind.Roomy)
        {
            return user == StagePlan.QuietUser ? CallKind.Read : Moods.Draw(user, sequence.Milliseconds, _random);
        }

        // Where there are background fetches, those of storing reads would be writes that belong to no call.
        var kind = Moods.Draw(user, sequence.Milliseconds, _random);
        return kind == CallKind.StoringRead ? CallKind.Read : kind;
    }

    private async Task CallAsync(int user, CallKind kind)
    {
        if (kind is not (CallKind.Write or CallKind.StoringRead))
        {
            await caller.CallAsync(user, kind, _random);
        }
        else if (writes.TryEnter(user))
        {
            try
            {
                await caller.CallAsync(user, kind, _random);
            }
            finally
            {
                writes.Leave(user);
            }
        }
    }
}
