using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Identities;

/// <summary>Fetches a user, to read or to store traits, unless the circuit is open.</summary>
/// <param name="roundTrip">Sends the requests.</param>
/// <param name="circuit">Stops sending while requests keep failing.</param>
/// <param name="settings">The settings.</param>
/// <param name="warnings">Logs what goes wrong.</param>
/// <param name="succeeded">Called when Flagsmith has responded.</param>
internal sealed class IdentityFetcher(IdentityRoundTrip roundTrip, IdentityCircuit circuit, OptionsReloader settings, FetchWarnings warnings, Action succeeded)
{
    /// <summary>Reads a user.</summary>
    /// <param name="key">What to read.</param>
    /// <param name="sending">Called when the request is about to leave.</param>
    /// <param name="limit">Cuts the request off.</param>
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the provider was disposed.</exception>
    public async Task<CachedUser> ReadAsync(IdentityKey key, Action sending, FetchLimit limit)
    {
        var options = settings.Current;
        var request = ApiRequest.Identity(options, IdentityRequestBody.ForRead(key, options.Identities.Persistence)) with
        {
            Sending = sending,
            HasTraits = key.Variant is { Traits.Count: > 0 },
        };
        var (view, response) = await SendAsync(request, key, options, limit).ConfigureAwait(false);
        if (key.Variant is { } variant && TraitStorageCheck.OfRead(response, variant.Traits) == TraitOutcome.NotStored)
        {
            warnings.NoteDroppedTraits();
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
        var options = settings.Current;
        var request = ApiRequest.Identity(options, IdentityRequestBody.ForStoring(identifier, traits)) with { Sending = sending, HasTraits = traits.Count > 0 };
        var (view, response) = await SendAsync(request, new IdentityKey(identifier, Variant: null), options, limit).ConfigureAwait(false);
        return (view, TraitStorageCheck.OfWrite(response, traits));
    }

    private async Task<(CachedUser View, IdentityResponse Response)> SendAsync(ApiRequest request, IdentityKey key, FlagsmithPollingOptions options, FetchLimit limit)
    {
        try
        {
            var made = await circuit.RunAsync(key.Identifier, () => roundTrip.RunAsync(request, key, options, limit)).ConfigureAwait(false);
            succeeded();
            warnings.Note(made.Response);
            return made;
        }
        catch (FlagsmithApiException error)
        {
            warnings.Note(error);
            throw;
        }
    }
}
