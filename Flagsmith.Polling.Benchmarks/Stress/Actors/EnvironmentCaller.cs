using Flagsmith.Polling.Benchmarks.Stress.Model;
using Flagsmith.Polling.Benchmarks.Stress.Server;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Reads and refreshes an environment, and judges what comes back. Thread-safe.</summary>
internal sealed class EnvironmentCaller(IFlagProvider environment, StressApi api, StageState stage, Violations violations)
{
    private static readonly TimeSpan MaxForCall = TimeSpan.FromSeconds(30);

    private long _least;

    public IFlagProvider Provider => environment;

    /// <summary>Reads the current snapshot.</summary>
    /// <param name="trail">The reader's own.</param>
    public void Read(EnvironmentTrail trail)
    {
        var least = Interlocked.Read(ref _least); // before reading
        var current = environment.Current;
        var content = ContentOf(current);
        if (trail.Note(current.Version, content) is { } fault)
        {
            violations.Add(StressRule.EnvironmentWentBack, fault);
        }

        if (content < least)
        {
            violations.Add(StressRule.RefreshMissedChange, $"content {content} was read after a refresh that began at {least}");
        }
    }

    /// <summary>Refreshes: a change made before is in the result.</summary>
    public async Task RefreshAsync()
    {
        var before = api.Content;
        try
        {
            var content = ContentOf(await environment.RefreshAsync().WaitAsync(MaxForCall));
            if (content < before && !stage.IsEnding)
            {
                violations.Add(StressRule.RefreshMissedChange, $"a refresh that began at content {before} gave {content}");
            }

            Raise(before);
        }
        catch (FlagsmithApiException)
        {
            // The server failed it.
        }
        catch (TimeoutException)
        {
            violations.Add(StressRule.CallHangs, $"a refresh of the environment has not ended in {MaxForCall.TotalSeconds:F0} s");
        }
        catch (ObjectDisposedException) when (stage.IsEnding)
        {
            // Disposed meanwhile.
        }
        catch (Exception cause)
        {
            violations.Add(StressRule.UnexpectedException, $"A refresh of the environment threw {cause}");
        }
    }

    private void Raise(long least)
    {
        for (var old = Interlocked.Read(ref _least); least > old; old = Interlocked.Read(ref _least))
        {
            Interlocked.CompareExchange(ref _least, least, old);
        }
    }

    private static long? ContentOf(IFlagSnapshot snapshot) =>
        snapshot.Source == FlagSource.Api && snapshot.GetValue(WireNames.Content, -1L) is var content and >= 0 ? content : null;
}
