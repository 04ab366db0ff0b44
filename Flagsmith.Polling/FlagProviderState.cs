namespace Flagsmith.Polling;

/// <summary>Specifies the state of a provider.</summary>
public enum FlagProviderState
{
    /// <summary>No poll has completed yet.</summary>
    Starting,

    /// <summary>The last poll succeeded.</summary>
    Fresh,

    /// <summary>The last poll failed; the current flags stay in use. Rejections (401, 403, 404) are treated as transient for their first 60 seconds: a deployment may cause them.</summary>
    Failing,

    /// <summary>No response has confirmed the flags for longer than <see cref="FlagsmithPollingOptions.MaxStaleness"/>.</summary>
    Stale,

    /// <summary>
    /// Polls have been rejected with 401, 403 or 404 for 60 seconds or longer: the key or the address is wrong. The current flags stay in use. Polling continues every
    /// 5 minutes, or at <see cref="FlagsmithPollingOptions.PollInterval"/> if that is longer; the first success ends the state.
    /// </summary>
    Misconfigured,

    /// <summary>The host has stopped; nothing polls any more.</summary>
    Stopped,

    /// <summary><see cref="FlagsmithPollingOptions.Offline"/> is set: no request is sent.</summary>
    Offline,
}
