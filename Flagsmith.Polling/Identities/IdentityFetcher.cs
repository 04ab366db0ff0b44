using System.Text.Json;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
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
    OptionsReloader settings,
    TimeProvider time,
    MonotonicClock clock,
    FlagStatePool states,
    Func<double> random,
    ProviderTelemetry telemetry,
    Action succeeded,
    ILogger logger)
{
    private const double Jitter = 0.1;

    /// <summary>How long a response is fresh that shows the environment as it was before its last change.</summary>
    private static readonly TimeSpan LateTimeToLive = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly TraitKeyPool _keys = new();
    private long _warnedAt; // ticks + 1; 0 before the first warning
    private long _warnedOfSkippedAt;
    private long _warnedOfBrokenValuesAt;
    private int _toldOfDroppedTraits;

    /// <summary>Reads a user.</summary>
    /// <param name="key">What to read.</param>
    /// <param name="sending">Called when the request is about to leave.</param>
    /// <param name="limit">Cuts the request off.</param>
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the provider was disposed.</exception>
    public async Task<CachedUser> ReadAsync(IdentityKey key, Action sending, FetchLimit limit)
    {
        var options = settings.Current;
        var (view, response) = await SendAsync(
            key, IdentityRequestBody.ForRead(key, options.Identities.Persistence), key.Variant is { Traits.Count: > 0 }, options, sending, limit).ConfigureAwait(false);
        if (key.Variant is { } variant && TraitStorageCheck.OfRead(response, variant.Traits) == TraitOutcome.NotStored && Interlocked.Exchange(ref _toldOfDroppedTraits, 1) == 0)
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
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the provider was disposed.</exception>
    public async Task<(CachedUser View, TraitOutcome Outcome)> StoreAsync(
        string identifier, IReadOnlyDictionary<string, TraitValue?> traits, Action sending, FetchLimit limit)
    {
        var key = new IdentityKey(identifier, Variant: null);
        var (view, response) = await SendAsync(
            key, IdentityRequestBody.ForStoring(identifier, traits), traits.Count > 0, settings.Current, sending, limit).ConfigureAwait(false);
        return (view, TraitStorageCheck.OfWrite(response, traits));
    }

    private async Task<(CachedUser View, IdentityResponse Response)> SendAsync(
        IdentityKey key, ReadOnlyMemory<byte> body, bool hasTraits, FlagsmithPollingOptions options, Action sending, FetchLimit limit)
    {
        try
        {
            var request = ApiRequest.Identity(options, body) with { Sending = sending, HasTraits = hasTraits };
            var made = await circuit.RunAsync(key.Identifier, () => AskAsync(request, key, options, limit)).ConfigureAwait(false);
            succeeded();
            Note(made.Response.Malformed);
            NoteBrokenValues(made.Response.BrokenValues);
            return made;
        }
        catch (FlagsmithApiException error)
        {
            Note(error);
            throw;
        }
    }

    private async Task<(CachedUser View, IdentityResponse Response)> AskAsync(
        ApiRequest request, IdentityKey key, FlagsmithPollingOptions options, FetchLimit limit)
    {
        var known = baseline.Take(); // before asking: what changes meanwhile may be missing from the response
        var began = time.GetTimestamp();
        using var span = telemetry.BeginFetch();
        try
        {
            var made = await AskAsync(request, key, known, options, limit.Token).ConfigureAwait(false);
            telemetry.EndFetch(span, began, error: null);
            return made;
        }
        catch (OperationCanceledException) when (limit.IsSpent) // a failure like any other: it is logged and recorded by the circuit
        {
            var error = ApiErrors.Timeout(request);
            telemetry.EndFetch(span, began, error);
            throw error;
        }
        catch (OperationCanceledException)
        {
            telemetry.EndFetch(span, began, ApiErrors.Timeout(request));
            throw;
        }
        catch (FlagsmithApiException error)
        {
            telemetry.EndFetch(span, began, error);
            throw;
        }
    }

    private async Task<(CachedUser View, IdentityResponse Response)> AskAsync(
        ApiRequest request, IdentityKey key, Baseline known, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
            var response = IdentityResponseReader.Read(body.Bytes, known.Flags, options.MaxFlags, key.Identifier);
            if (!response.IsFor(key.Identifier))
            {
                throw ApiErrors.OtherUser(request);
            }

            return (MakeView(response, known, key.Variant, options.Identities.TimeToLive), response);
        }
        catch (FlagLimitException)
        {
            throw ApiErrors.TooManyFlags(request, options.MaxFlags);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiErrors.Body(request, cause);
        }
        catch (Exception cause) when (cause is not (FlagsmithApiException or OperationCanceledException))
        {
            throw ApiErrors.Unexpected(cause);
        }
    }

    private CachedUser MakeView(IdentityResponse response, Baseline known, TraitSetKey? variant, TimeSpan timeToLive)
    {
        var flags = baseline.ForResponse(known.Flags, response.Unknown.Count, response.Flags);
        if (!ReferenceEquals(flags, known.Flags))
        {
            response = response.MoveTo(flags);
        }

        var isLate = ReferenceEquals(flags, known.Flags) && known.Changes.TakeOutLate(response.Known, response.Unknown, flags, clock.Elapsed);
        var lifetime = isLate && timeToLive > LateTimeToLive ? LateTimeToLive : timeToLive;
        var (ownBytes, traits) = (ShareStates(response, flags), TraitSet.Of(response.Traits, _keys));
        return new CachedUser(new IdentityFlagSnapshot(response.Over(flags), traits, known.Version, FlagSource.Api, time.GetUtcNow()))
        {
            Bytes = MemorySize.OfUser + ownBytes + MemorySize.Of(traits) + (variant is null ? 0 : MemorySize.Of(variant.Traits)),
            Variant = variant,
            HasFlags = response.HasFlag,
            FreshUntil = (clock.Elapsed + (lifetime * (1 + (Jitter * ((2 * random()) - 1))))).Ticks,
        };
    }

    /// <returns>About how many bytes the flags take that are the user's own: those that others have too count for the first alone.</returns>
    private long ShareStates(IdentityResponse response, FlagBase flags)
    {
        var bytes = response.Unknown.Sum(static state => MemorySize.OfReference + MemorySize.Of(state) + MemorySize.Of(state.Feature));
        for (var index = 0; index < response.Known.Length; index++)
        {
            if (response.Known[index] is { } state && !ReferenceEquals(state, flags[index]))
            {
                var shared = response.Known[index] = states.Share(state);
                bytes += MemorySize.OfReference + (ReferenceEquals(shared, state) ? MemorySize.Of(state) : 0);
            }
        }

        return bytes;
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
        if (error.Kind != FlagsmithErrorKind.CircuitOpen && IsDue(ref _warnedAt))
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
