using Flagsmith.Polling.Http;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

/// <summary>Stops sending requests for users while they keep failing, so that an API that is down costs microseconds and gets room to recover.</summary>
/// <remarks>
/// Thread-safe. Opens after ten failures in a row within 30 seconds. What is wrong with one user alone counts once, so that one user opens it
/// for nobody else. While it is open, three requests a pause go through, and any that succeeds closes it: docs/decisions/0023.
/// </remarks>
internal sealed partial class IdentityCircuit(MonotonicClock time, Func<double> random, ILogger logger)
{
    private const int FailuresToOpen = 10;
    private const int Probes = 3;

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<Failure> _failures = new(FailuresToOpen); // since the last success; none while it is open
    private bool _isOpen;
    private int _probesLeft;
    private TimeSpan _pause;
    private long _retryAfterUntil;
    private long _pausedUntil;

    /// <summary>Gets why nothing is sent at the moment; null when sending is allowed.</summary>
    public FlagsmithApiException? Rejection => IsPaused(time.Elapsed.Ticks) ? ApiErrors.CircuitOpen() : null;

    /// <summary>Sends a request if that is allowed, and learns from how it ends. A caller who leaves says nothing about the API.</summary>
    /// <exception cref="FlagsmithApiException">The request failed, or was not sent.</exception>
    public async Task<TResult> RunAsync<TResult>(string user, Func<Task<TResult>> request)
    {
        if (!TryEnter())
        {
            throw ApiErrors.CircuitOpen();
        }

        try
        {
            var result = await request().ConfigureAwait(false);
            Succeeded();
            return result;
        }
        catch (FlagsmithApiException error)
        {
            Failed(user, error);
            throw;
        }
    }

    private bool TryEnter()
    {
        lock (_gate)
        {
            var now = time.Elapsed.Ticks;
            if (IsPaused(now))
            {
                return false;
            }

            if (_isOpen && --_probesLeft == 0)
            {
                BeginPause(now);
            }

            return true;
        }
    }

    private void Succeeded()
    {
        lock (_gate)
        {
            _failures.Clear();
            if (!_isOpen)
            {
                return;
            }

            _isOpen = false;
            Volatile.Write(ref _pausedUntil, _retryAfterUntil);
        }

        Log.CircuitClosed(logger);
    }

    private void Failed(string user, FlagsmithApiException error)
    {
        var hasOpened = false;
        lock (_gate)
        {
            var now = time.Elapsed;
            if (error.RetryAfter is { } wait)
            {
                _retryAfterUntil = Math.Max(_retryAfterUntil, (now + (wait < LongestRetryAfter ? wait : LongestRetryAfter)).Ticks);
                Volatile.Write(ref _pausedUntil, Math.Max(_pausedUntil, _retryAfterUntil));
            }

            if (!_isOpen && Counts(user, error, now) && _failures.Count == FailuresToOpen)
            {
                hasOpened = _isOpen = true;
                _failures.Clear();
                _pause = ShortestPause;
                BeginPause(now.Ticks);
            }
        }

        if (hasOpened)
        {
            Log.CircuitOpened(logger, FailuresToOpen);
        }
    }

    private bool Counts(string user, FlagsmithApiException error, TimeSpan now)
    {
        while (_failures.TryPeek(out var oldest) && now - oldest.At > Sampling)
        {
            _failures.Dequeue();
        }

        var isOfEndpoint = IsOfEndpoint(error);
        if (!isOfEndpoint && (IsOfRequest(error) || _failures.Any(failure => failure.User == user)))
        {
            return false;
        }

        _failures.Enqueue(new Failure(now, user));
        return true;
    }

    // Jittered, so that a fleet does not come back in step.
    private void BeginPause(long now)
    {
        _probesLeft = Probes;
        var pause = _pause * (0.75 + (0.5 * random()));
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        Volatile.Write(ref _pausedUntil, Math.Max(_retryAfterUntil, now + pause.Ticks));
    }

    private bool IsPaused(long now) => now < Volatile.Read(ref _pausedUntil);

    private static bool IsOfEndpoint(FlagsmithApiException error) =>
        error.Kind is FlagsmithErrorKind.Unreachable or FlagsmithErrorKind.Timeout or FlagsmithErrorKind.Throttled || error.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable;

    // What the server says about this request alone (a status 400, say) is no reason to stop sending those of others.
    private static bool IsOfRequest(FlagsmithApiException error) =>
        error.Kind == FlagsmithErrorKind.InvalidResponse && (int?)error.StatusCode is >= 400 and < 500;

    /// <summary>A failure that counts. Never logged: it holds the identifier.</summary>
    private readonly record struct Failure(TimeSpan At, string User)
    {
        public override string ToString() => nameof(Failure);
    }

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Warning, "{Failures} requests for users failed in a row; suspending them for some seconds, except for probes. Cached users stay available.", EventName = "CircuitOpened")]
        public static partial void CircuitOpened(ILogger logger, int failures);

        [LoggerMessage(51, LogLevel.Information, "Fetching users' flags succeeded; requests resume.", EventName = "CircuitClosed")]
        public static partial void CircuitClosed(ILogger logger);
    }
}
