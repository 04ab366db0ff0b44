namespace Flagsmith.Polling;

/// <summary>The settings of one polled Flagsmith environment.</summary>
/// <remarks>
/// Validated when the host starts, all errors at once. When the configuration is reloaded, the key, the address, <see cref="Mode"/>, <see cref="Offline"/> and <see cref="SharedStore"/> need a restart;
/// all others apply from the next poll on. Invalid settings are rejected as a whole: the previous ones stay in effect.
/// </remarks>
public sealed class FlagsmithPollingOptions
{
    /// <summary>Gets or sets the key of the environment, client-side or server-side (<c>ser.…</c>). Required. Never shown in logs or errors.</summary>
    /// <value>Printable ASCII without whitespace. The default value is empty.</value>
    public string EnvironmentKey { get; set; } = "";

    /// <summary>Gets or sets the address of the Flagsmith API, with its version: <c>https://flagsmith.example.com/api/v1/</c>.</summary>
    /// <value>The default value is <see cref="FlagsmithApiUrls.Core"/>. Projects of Flagsmith's SaaS are served by <see cref="FlagsmithApiUrls.Edge"/>. A missing slash at the end is added. Must be https, or http to this machine, unless <see cref="AllowInsecureHttp"/>. Requests over http to this machine go through no proxy.</value>
    public Uri ApiUrl
    {
        get;
        set => field = WithSlash(value);
    } = FlagsmithApiUrls.Core;

    /// <summary>Gets or sets where users' flags are evaluated. Applies at the start.</summary>
    /// <value>The default value is <see cref="FlagsmithMode.Remote"/>. <see cref="FlagsmithMode.LocalEvaluation"/> needs a server-side key (<c>ser.…</c>).</value>
    public FlagsmithMode Mode { get; set; }

    /// <summary>Gets or sets whether the key may be sent over plain http to another machine.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>
    /// Gets or sets whether the environment is offline: it needs no key, sends no request, and is ready at once with the flags of <see cref="OfflineFile"/>,
    /// otherwise with <see cref="Defaults"/>. Users have the same flags; storing a trait throws <see cref="InvalidOperationException"/>. For tests and
    /// disconnected runs. Applies at the start.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool Offline { get; set; }

    /// <summary>Gets or sets the path of a file whose flags are served while <see cref="Offline"/> is set: the body of a response to <c>GET flags/</c>. Read once, at the start.</summary>
    /// <value>The default value is <see langword="null"/>: <see cref="Defaults"/> are served.</value>
    public string? OfflineFile { get; set; }

    /// <summary>Gets or sets the pause between the end of one poll and the start of the next.</summary>
    /// <value>The default value is 60 seconds. Must be between 1 second and 1 day.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets the random share of the interval by which each pause is longer or shorter, so that a fleet does not poll in step.</summary>
    /// <value>The default value is 0.1. Must be between 0 and 0.5.</value>
    public double PollJitter { get; set; } = 0.1;

    /// <summary>Gets or sets the maximum duration of one request, headers and body together.</summary>
    /// <value>The default value is 10 seconds. Must be between 100 milliseconds and 5 minutes.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how the host's start treats the first load.</summary>
    /// <value>The default value is <see cref="StartupPolicy.ContinueWithDefaults"/>.</value>
    public StartupPolicy StartupPolicy { get; set; }

    /// <summary>Gets or sets the maximum time that the host's start waits for the first load.</summary>
    /// <value>The default value is 5 seconds. Must be between 0 and 5 minutes.</value>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the flags to serve before the first load, by exact feature name. Names with <c>:</c> can only be set in code.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, FlagDefault> Defaults { get; } = new Dictionary<string, FlagDefault>(StringComparer.Ordinal);

    /// <summary>
    /// Gets or sets whether the values of <see cref="Defaults"/> also stand in for flags that the environment's or the user's response lacks. Only reads of
    /// values see them: such a flag is still off and unknown to <see cref="IFlagSnapshot.HasFeature"/>, since an environment that hides disabled flags omits them.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool UseDefaultValuesForMissingFlags { get; set; }

    /// <summary>Gets headers to send with each request, by name.</summary>
    /// <value>Empty by default. Names must be HTTP tokens, values printable ASCII. <c>X-Environment-Key</c> is reserved; headers of a body or of the connection (<c>Host</c>, <c>Proxy-…</c>, <c>Transfer-Encoding</c> and the like) and those that request a part of a response are rejected.</value>
    public IDictionary<string, string> CustomHeaders { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets the maximum age of flags that no response has confirmed. Off by default; <see cref="PollInterval"/> to 365 days.</summary>
    public TimeSpan? MaxStaleness { get; set; }

    /// <summary>Gets or sets what is served beyond <see cref="MaxStaleness"/>. <see cref="StalePolicy.ServeLastGood"/> by default.</summary>
    public StalePolicy WhenStale { get; set; }

    /// <summary>Gets or sets the maximum size of a response in bytes, after decompression; a longer response is a failed request. 64 MiB by default; 1 KiB to 1 GiB.</summary>
    public int MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the maximum number of flags in a response; a response with more is a failed request. 100,000 by default; at least 1.</summary>
    public int MaxFlags { get; set; } = 100_000;

    /// <summary>Gets the options for fetching and caching single users' flags.</summary>
    public IdentityOptions Identities { get; } = new();

    /// <summary>Gets the options of local evaluation.</summary>
    public LocalEvaluationOptions LocalEvaluation { get; } = new();

    /// <summary>Gets the options for keeping the last good flags on disk.</summary>
    public LastKnownGoodOptions LastKnownGood { get; } = new();

    /// <summary>Gets the options of the store that a fleet shares.</summary>
    public SharedStoreOptions SharedStore { get; } = new();

    // Without the slash "flags/" would replace the version at the end of the path instead of following it.
    private static Uri WithSlash(Uri url) =>
        url is { IsAbsoluteUri: true } && !url.AbsolutePath.EndsWith('/')
            ? new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri
            : url;
}
