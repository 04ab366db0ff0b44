using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Settings;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

/// <summary>One round trip: asks for a user and makes the snapshot of what comes back.</summary>
internal sealed partial class IdentityFetcher(
    FlagsmithApi api,
    IdentityCircuit circuit,
    IdentityBaseline baseline,
    FlagSnapshotStore environment,
    LiveSettings settings,
    TimeProvider time,
    MonotonicClock clock,
    Func<double> random,
    ProviderTelemetry telemetry,
    Action succeeded,
    ILogger logger)
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly TraitKeyPool _keys = new();
    private readonly FlagStatePool _states = new();
    private long _warnedAt; // ticks + 1; 0 before the first warning
    private long _warnedOfSkippedAt;
    private long _warnedOfBrokenValuesAt;
    private int _toldOfDroppedTraits;

    /// <summary>Reads a user.</summary>
    /// <param name="key">What to read.</param>
    /// <param name="sending">Called when the request is about to leave.</param>
    /// <param name="limit">Cuts the request off.</param>
    /// <exception cref="FlagsmithApiException">There was no answer that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the provider was disposed.</exception>
    public async Task<IdentityFlagSnapshot> ReadAsync(IdentityKey key, Action sending, FetchLimit limit)
    {
        var options = settings.Current;
        var (view, answer) = await SendAsync(
            key, IdentityRequestBody.ForRead(key, options.Identities.Persistence), key.Variant is { Traits.Count: > 0 }, options, sending, limit).ConfigureAwait(false);
        if (key.Variant is { } variant && TraitReceipt.OfRead(answer, variant.Traits) == TraitOutcome.NotStored && Interlocked.Exchange(ref _toldOfDroppedTraits, 1) == 0)
        {
            Log.TraitsDropped(logger);
        }

        return view;
    }

    /// <summary>Stores traits and reads the user in the same round trip.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="traits">The traits; null deletes.</param>
    /// <param name="sending">Called when the request is about to leave.</param>
    /// <param name="limit">Cuts the request off.</param>
    /// <returns>The snapshot, and what the response says about the traits.</returns>
    /// <exception cref="FlagsmithApiException">There was no answer that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the provider was disposed.</exception>
    public async Task<(IdentityFlagSnapshot View, TraitOutcome Outcome)> StoreAsync(
        string identifier, IReadOnlyDictionary<string, TraitValue?> traits, Action sending, FetchLimit limit)
    {
        var key = new IdentityKey(identifier, Variant: null);
        var (view, answer) = await SendAsync(
            key, IdentityRequestBody.ForStoring(identifier, traits), traits.Count > 0, settings.Current, sending, limit).ConfigureAwait(false);
        return (view, TraitReceipt.OfWrite(answer, traits));
    }

    /// <summary>Forgets the states that users shared: after a change of the environment most have gone out of use.</summary>
    public void ForgetStates() => _states.Clear();

    private async Task<(IdentityFlagSnapshot View, IdentityAnswer Answer)> SendAsync(
        IdentityKey key, ReadOnlyMemory<byte> body, bool hasTraits, FlagsmithPollingOptions options, Action sending, FetchLimit limit)
    {
        try
        {
            var request = ApiRequest.Identity(options, body) with { Sending = sending, HasTraits = hasTraits };
            var made = await circuit.RunAsync(key.Identifier, () => AskAsync(request, key, options, limit)).ConfigureAwait(false);
            succeeded();
            Note(made.Answer.Malformed);
            NoteBrokenValues(made.Answer.BrokenValues);
            return made;
        }
        catch (FlagsmithApiException error)
        {
            Note(error);
            throw;
        }
    }

    private async Task<(IdentityFlagSnapshot View, IdentityAnswer Answer)> AskAsync(
        ApiRequest request, IdentityKey key, FlagsmithPollingOptions options, FetchLimit limit)
    {
        var version = environment.Current.Version; // before asking: what changes meanwhile may not be in the answer
        var began = time.GetTimestamp();
        using var span = telemetry.BeginFetch();
        try
        {
            var made = await AskAsync(request, key, version, options, limit.Token).ConfigureAwait(false);
            telemetry.EndFetch(span, began, error: null);
            return made;
        }
        catch (OperationCanceledException) when (limit.IsSpent) // a failure like any other, to be told and to count for the circuit
        {
            var error = ApiFaults.Timeout(request);
            telemetry.EndFetch(span, began, error);
            throw error;
        }
        catch (OperationCanceledException)
        {
            telemetry.EndFetch(span, began, ApiFaults.Timeout(request));
            throw;
        }
        catch (FlagsmithApiException error)
        {
            telemetry.EndFetch(span, began, error);
            throw;
        }
    }

    private async Task<(IdentityFlagSnapshot View, IdentityAnswer Answer)> AskAsync(
        ApiRequest request, IdentityKey key, long version, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
            var known = baseline.Current;
            var answer = IdentityAnswerReader.Read(body.Bytes, known, options.MaxFlags, key.Identifier);
            if (!answer.IsFor(key.Identifier))
            {
                throw ApiFaults.OtherUser(request);
            }

            return (MakeView(answer, known, key.Variant, version, options.Identities.TimeToLive), answer);
        }
        catch (FlagLimitException)
        {
            throw ApiFaults.TooManyFlags(request, options.MaxFlags);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiFaults.Body(request, cause);
        }
        catch (Exception cause) when (cause is not (FlagsmithApiException or OperationCanceledException))
        {
            throw ApiFaults.Unexpected(cause);
        }
    }

    private IdentityFlagSnapshot MakeView(IdentityAnswer answer, FlagBase known, VariantKey? variant, long version, TimeSpan timeToLive)
    {
        var flags = baseline.ForAnswer(known, answer.Unknown.Count, answer.Flags);
        if (!ReferenceEquals(flags, known))
        {
            answer = answer.MoveTo(flags);
        }

        ShareStates(answer, flags);
        return new IdentityFlagSnapshot(answer.Over(flags), TraitSet.Of(answer.Traits, _keys), version, FlagSource.Api, time.GetUtcNow())
        {
            Variant = variant,
            HasFlags = answer.HasFlag,
            FreshUntil = (clock.Elapsed + (timeToLive * (1 + (Jitter * ((2 * random()) - 1))))).Ticks,
        };
    }

    private void ShareStates(IdentityAnswer answer, FlagBase flags)
    {
        for (var index = 0; index < answer.Known.Length; index++)
        {
            if (answer.Known[index] is { } state && !ReferenceEquals(state, flags[index]))
            {
                answer.Known[index] = _states.Share(state);
            }
        }
    }

    private void Note(int malformed)
    {
        if (malformed > 0 && IsDue(ref _warnedOfSkippedAt))
        {
            Log.UserFlagsSkipped(logger, malformed);
        }
    }

    private void NoteBrokenValues(int count)
    {
        if (count > 0 && IsDue(ref _warnedOfBrokenValuesAt))
        {
            Log.UserValuesBroken(logger, count);
        }
    }

    private void Note(FlagsmithApiException error)
    {
        if (error.Failure != FlagsmithFailure.CircuitOpen && IsDue(ref _warnedAt))
        {
            Log.FetchFailed(logger, error.Message);
        }
        else
        {
            Log.FetchFailedAgain(logger, error.Message);
        }
    }

    // Many fetches may fail at once: one of them warns.
    private bool IsDue(ref long warnedAt)
    {
        var (last, now) = (Volatile.Read(ref warnedAt), clock.Elapsed.Ticks + 1);
        return (last == 0 || now - last >= BetweenWarnings.Ticks) && Interlocked.CompareExchange(ref warnedAt, now, last) == last;
    }
}
