namespace Flagsmith.Polling;

/// <summary>Specifies why a request to Flagsmith failed.</summary>
public enum FlagsmithErrorKind
{
    /// <summary>No connection, or it broke before a response was complete.</summary>
    Unreachable,

    /// <summary>No complete response in time: <see cref="FlagsmithPollingOptions.RequestTimeout"/>, or <see cref="IdentityOptions.FetchTimeout"/> for a user.</summary>
    Timeout,

    /// <summary>401 or 403: the environment key is not known there.</summary>
    Unauthorized,

    /// <summary>404: there is no Flagsmith API at that address.</summary>
    NotFound,

    /// <summary>429: too many requests.</summary>
    Throttled,

    /// <summary>A 5xx status.</summary>
    ServerError,

    /// <summary>A response that is not what Flagsmith sends: another status, a redirect elsewhere, a page instead of JSON, broken JSON.</summary>
    InvalidResponse,

    /// <summary>No request was sent: fetches of users are paused because too many have failed recently.</summary>
    CircuitOpen,
}
