namespace Flagsmith.Polling;

/// <summary>Tells in what way a request to Flagsmith failed.</summary>
public enum FlagsmithErrorKind
{
    /// <summary>No connection, or it broke before an answer was complete.</summary>
    Unreachable,

    /// <summary>No complete answer in time: <see cref="FlagsmithPollingOptions.RequestTimeout"/>, or <see cref="IdentityOptions.FetchTimeout"/> for a user.</summary>
    Timeout,

    /// <summary>401 or 403: the environment key is not known there.</summary>
    Unauthorized,

    /// <summary>404: there is no Flagsmith API at that address.</summary>
    NotFound,

    /// <summary>429: too many requests.</summary>
    Throttled,

    /// <summary>A 5xx status.</summary>
    ServerError,

    /// <summary>An answer that is not what Flagsmith sends: another status, a redirect elsewhere, a page instead of JSON, broken JSON.</summary>
    InvalidResponse,

    /// <summary>Nothing was asked: fetches of users failed so often lately that they pause.</summary>
    CircuitOpen,
}
