namespace Flagsmith.Polling.Testing;

/// <summary>How a <see cref="LocalFlagsmith"/> behaves. What is set here stays; flags, users and traits are set on the server itself.</summary>
/// <remarks>Not thread-safe; used while the server starts.</remarks>
public sealed class LocalFlagsmithOptions
{
    /// <summary>Gets or sets the client-side key that the server knows.</summary>
    public string EnvironmentKey { get; set; } = "local-environment-key";

    /// <summary>Gets or sets the server-side key that the server knows: sees flags that are for servers only, and may always set traits.</summary>
    public string ServerSideKey { get; set; } = "ser.local-environment-key";

    /// <summary>Gets or sets whether to behave like Flagsmith's Edge Proxy: slim bodies, other status codes, nothing stored. Off by default: like Flagsmith's own API.</summary>
    public bool EdgeProxy { get; set; }

    /// <summary>Gets or sets a JSON file of flags, read again when it has changed; none by default. The format is in the README of <c>examples/LocalFlagsmith</c>. Excludes <see cref="LocalFlagsmith.LoadEnvironmentDocument(string)"/>.</summary>
    public string? FlagFile { get; set; }

    /// <summary>Gets or sets the port on the loopback; 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>Gets or sets whether flags that are off are left out of the responses. Off by default.</summary>
    public bool HideDisabledFlags { get; set; }

    /// <summary>Gets or sets whether ids, dates, descriptions and traits are left out of the responses. Off by default.</summary>
    public bool HideSensitiveData { get; set; }

    /// <summary>Gets or sets whether the client-side key may set traits. On by default; off, traits sent with it are dropped in silence, as Flagsmith does.</summary>
    public bool AllowClientTraits { get; set; } = true;

    /// <summary>Gets or sets whether traits are stored. On by default; off, traits count for the request that carries them.</summary>
    public bool PersistTraits { get; set; } = true;

    /// <summary>Gets or sets whether the organisation is stopped: every request is refused. Off by default.</summary>
    public bool StopServingFlags { get; set; }

    /// <summary>Gets or sets how many users' overrides a page of the environment document has, at least 1. Not set by default: one page, as Flagsmith's own API has it; set, pages with a <c>Link</c> to the next, as the Edge API has them.</summary>
    public int? OverridesPerPage { get; set; }

    /// <summary>Gets or sets how many requests are kept for assertions; the oldest go first. 10,000 by default.</summary>
    public int MaxRequests { get; set; } = 10_000;

    /// <summary>Gets or sets the clock that dates changes of the environment; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
