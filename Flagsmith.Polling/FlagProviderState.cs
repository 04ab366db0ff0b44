namespace Flagsmith.Polling;

/// <summary>Specifies the state of a provider.</summary>
public enum FlagProviderState
{
    /// <summary>No poll has ended yet.</summary>
    Starting,

    /// <summary>The last poll succeeded.</summary>
    Fresh,

    /// <summary>The last poll failed; the flags stay as they were. Rejections (401, 403, 404) are treated as transient for their first 60 seconds: a deployment may cause them.</summary>
    Failing,

    /// <summary>No response has confirmed the flags for longer than <see cref="FlagsmithPollingOptions.MaxStaleness"/>.</summary>
    Stale,

    /// <summary>
    /// Polls have been rejected with 401, 403 or 404 for 60 seconds or longer: the key or the address is wrong. The flags stay as they were. Polls go on every
    /// 5 minutes, or at <see cref="FlagsmithPollingOptions.PollInterval"/> if that is longer; the first that succeeds ends it.
    /// </summary>
    Misconfigured,

    /// <summary>The host has stopped; nothing polls any more.</summary>
    Stopped,
}
