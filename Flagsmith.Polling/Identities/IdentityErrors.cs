using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Identities;

/// <summary>The errors that callers receive when a request for a user fails.</summary>
internal sealed class IdentityErrors(OptionsReloader settings)
{
    private ApiRequest Request => ApiRequest.Identity(settings.Current, default);

    /// <summary>A request failed, or ran out of time.</summary>
    public FlagsmithApiException Of(Exception cause) => cause switch
    {
        FlagsmithApiException error => error,
        OperationCanceledException => ApiErrors.Timeout(Request),
        _ => ApiErrors.Unexpected(cause),
    };

    /// <summary>A request ran out of time before it was sent.</summary>
    public FlagsmithApiException NoSlot() => ApiErrors.NoSlot(Request);

    /// <summary>A request succeeded, but the server did not store the traits.</summary>
    public FlagsmithApiException TraitsNotStored() => ApiErrors.TraitsNotStored(Request);

    /// <summary>Determines whether the server may have stored what it was sent: after any failure but a refusal.</summary>
    public static bool IsOutcomeUnknown(FlagsmithApiException? error) => error is not null && (int?)error.StatusCode is not (>= 400 and < 500);
}
