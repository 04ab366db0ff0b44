using Flagsmith.Polling.Http;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Flagsmith.Polling.Identities;

/// <summary>Stops asking for users for a while when asking keeps failing, so that an API that is down costs microseconds and gets room to recover.</summary>
internal sealed partial class IdentityCircuit
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly MonotonicTimeProvider _time;
    private readonly ResiliencePipeline _pipeline;
    private long _pausedUntil;

    public IdentityCircuit(MonotonicTimeProvider time, ILogger logger)
    {
        _time = time;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = Sampling,
                BreakDurationGenerator = static arguments => ValueTask.FromResult(PauseAfter(arguments.HalfOpenAttempts)),
                ShouldHandle = static arguments => ValueTask.FromResult(IsOfEndpoint(arguments.Outcome.Exception)),
                OnOpened = arguments =>
                {
                    PauseFor(arguments.BreakDuration);
                    Log.CircuitOpened(logger, arguments.BreakDuration);
                    return default;
                },
                OnClosed = _ =>
                {
                    Log.CircuitClosed(logger);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Gets why nothing is asked at the moment; null when asking is allowed.</summary>
    public FlagsmithApiException? Refusal => IsPaused ? ApiFaults.CircuitOpen() : null;

    /// <summary>Gets whether nothing is asked at the moment.</summary>
    public bool IsPaused => _time.Elapsed.Ticks < Volatile.Read(ref _pausedUntil);

    /// <exception cref="FlagsmithApiException">The request failed, or was not made.</exception>
    public async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> request, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            throw refusal;
        }

        try
        {
            return await _pipeline.ExecuteAsync(
                static (ask, token) => new ValueTask<TResult>(ask(token)), request, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            throw ApiFaults.CircuitOpen();
        }
        catch (FlagsmithApiException error) when (error.RetryAfter is { } wait)
        {
            PauseFor(wait < LongestPause ? wait : LongestPause);
            throw;
        }
    }

    // What the server says about one user alone (a status 400, say) is no reason to stop asking for the others.
    private static bool IsOfEndpoint(Exception? cause) =>
        cause is FlagsmithApiException error && !(error.Failure == FlagsmithFailure.InvalidResponse && (int?)error.StatusCode is >= 400 and < 500);

    private static TimeSpan PauseAfter(int attempts) =>
        attempts >= 4 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, ShortestPause.Ticks << attempts));

    private void PauseFor(TimeSpan pause)
    {
        var until = (_time.Elapsed + pause).Ticks;
        if (until > Volatile.Read(ref _pausedUntil))
        {
            Volatile.Write(ref _pausedUntil, until);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Warning, "Fetching users' flags keeps failing; it pauses for {Pause}. Cached users stay readable.", EventName = "CircuitOpened")]
        public static partial void CircuitOpened(ILogger logger, TimeSpan pause);

        [LoggerMessage(51, LogLevel.Information, "Fetching users' flags works again.", EventName = "CircuitClosed")]
        public static partial void CircuitClosed(ILogger logger);
    }
}
