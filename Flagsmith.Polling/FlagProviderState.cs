namespace Flagsmith.Polling;

/// <summary>Tells how a provider is doing.</summary>
public enum FlagProviderState
{
    /// <summary>No poll has ended yet.</summary>
    Starting,

    /// <summary>The last poll succeeded.</summary>
    Fresh,

    /// <summary>The last poll failed; the flags stay as they were.</summary>
    Failing,

    /// <summary>No answer has confirmed the flags for longer than <see cref="FlagsmithPollingOptions.MaxStaleness"/>.</summary>
    Stale,

    /// <summary>The last poll was answered with 401, 403 or 404: the key or the address is wrong. The flags stay as they were; heals by itself.</summary>
    Misconfigured,

    /// <summary>The host has stopped; nothing polls any more.</summary>
    Stopped,
}
