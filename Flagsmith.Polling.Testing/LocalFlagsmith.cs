using System.Net;
using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Testing.Server;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing;

/// <summary>A Flagsmith API in this process, on the loopback: flags, users, traits, with the responses of Flagsmith's own API or of its Edge Proxy.</summary>
/// <remarks>
/// Serves <c>flags/</c>, <c>identities/</c>, <c>traits/</c>, <c>traits/bulk/</c>, <c>traits/increment-value/</c> and <c>analytics/flags/</c>
/// below <see cref="ApiUrl"/>, and <c>environment-document/</c> once it is set; a request that is refused gets the status and the body that the real
/// server gives. Segments and percentages are not evaluated: a rule is "trait equals value". Thread-safe. Ends when disposed.
/// </remarks>
public sealed class LocalFlagsmith : IAsyncDisposable
{
    internal const string BasePath = "/api/v1/";

    private readonly LocalFlagsmithOptions _options;
    private readonly LocalEnvironment _environment;
    private readonly RequestHandler _handler;
    private readonly LoopbackHost _host;

    private LocalFlagsmith(LocalFlagsmithOptions options)
    {
        _options = options;
        _environment = new LocalEnvironment(options, () => ApiUrl);
        _handler = new RequestHandler(options, _environment.Respond);
        _host = new LoopbackHost(options.Port, _handler.HandleAsync);
    }

    /// <summary>Gets the address for <see cref="FlagsmithPollingOptions.ApiUrl"/>.</summary>
    public Uri ApiUrl => new(_host.Address, BasePath);

    /// <summary>Gets the client-side key that the server knows.</summary>
    public string EnvironmentKey => _options.EnvironmentKey;

    /// <summary>Gets the server-side key that the server knows.</summary>
    public string ServerSideKey => _options.ServerSideKey;

    /// <summary>Gets the requests so far, oldest first; at most <see cref="LocalFlagsmithOptions.MaxRequests"/>. A copy.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _handler.Requests;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Configures the server; default behavior if omitted.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running server. It reads neither settings files nor environment variables of the application.</returns>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<LocalFlagsmith> StartAsync(Action<LocalFlagsmithOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new LocalFlagsmithOptions();
        configure?.Invoke(options);
        var server = new LocalFlagsmith(options);
        try
        {
            await server._host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return server;
    }

    /// <summary>Adds or changes a flag. Its details stay as they are.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on.</param>
    /// <param name="value">Its value; none by default.</param>
    /// <remarks>A later change of the flag file replaces the whole environment.</remarks>
    public void SetFlag(string name, bool enabled, FlagValue value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _environment.Change(environment => environment.Set(name, enabled, value));
    }

    /// <summary>Adds or replaces a flag with all its details.</summary>
    /// <param name="flag">The flag.</param>
    public void SetFlag(FlagState flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        _environment.Change(environment => environment.Set(flag));
    }

    /// <summary>Turns a flag from on to off or back, and leaves its value.</summary>
    /// <param name="name">The feature's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    public void Toggle(string name) => _environment.Change(environment => environment.Toggle(name));

    /// <summary>Removes a flag.</summary>
    /// <param name="name">The feature's name; an unknown one changes nothing.</param>
    public void RemoveFlag(string name) => _environment.Change(environment => environment.Remove(name));

    /// <summary>Shows a flag to the server-side key alone, or to both keys again.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="serverOnly">Whether only the server-side key sees it.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    public void SetServerOnly(string name, bool serverOnly = true) => _environment.Change(environment => environment.SetServerOnly(name, serverOnly));

    /// <summary>Overrides a flag's state for one user, regardless of the rules.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on for the user.</param>
    /// <param name="value">Its value for the user; none by default.</param>
    /// <param name="variant">The variant's key; none by default.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    public void SetOverride(string identifier, string name, bool enabled, FlagValue value = default, string? variant = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        _environment.Change(environment => environment.SetOverride(identifier, name, enabled, value, variant));
    }

    /// <summary>Removes an override set by <see cref="SetOverride"/>.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="name">The feature's name.</param>
    public void RemoveOverride(string identifier, string name) => _environment.Change(environment => environment.RemoveOverride(identifier, name));

    /// <summary>Adds a rule that sets a flag's state for every user whose trait has the value. The first matching rule of a flag applies; an override for the user takes precedence.</summary>
    /// <param name="traitKey">The trait's key.</param>
    /// <param name="traitValue">The value that the trait must have, of the same kind.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on for such users.</param>
    /// <param name="value">Its value for such users; none by default.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    public void AddRule(string traitKey, TraitValue traitValue, string name, bool enabled, FlagValue value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(traitKey);
        _environment.Change(environment => environment.AddRule(traitKey, traitValue, name, enabled, value));
    }

    /// <summary>Sets the environment document, which <c>environment-document/</c> serves from then on. It is independent of the flags that the server has.</summary>
    /// <param name="json">The document, served byte for byte if it has one page. Its <c>Last-Modified</c> is the moment at which it is set.</param>
    /// <exception cref="JsonException"><see cref="LocalFlagsmithOptions.OverridesPerPage"/> is set, and this is not JSON.</exception>
    public void SetEnvironmentDocument(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        _environment.SetDocument(Encoding.UTF8.GetBytes(json));
    }

    /// <inheritdoc cref="SetEnvironmentDocument(string)"/>
    public void SetEnvironmentDocument(ReadOnlyMemory<byte> json) => _environment.SetDocument(json.ToArray());

    /// <summary>Stores a trait of a user, who becomes known to the server.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="key">The trait's key.</param>
    /// <param name="value">The trait's value; <see langword="null"/> deletes it.</param>
    public void SetTrait(string identifier, string key, TraitValue? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        ArgumentException.ThrowIfNullOrEmpty(key);
        _environment.SetTrait(identifier, key, value);
    }

    /// <summary>Returns the stored traits of a user.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <returns>A copy; <see langword="null"/> when the server does not know the user.</returns>
    public IReadOnlyDictionary<string, TraitValue>? GetTraits(string identifier) => _environment.GetTraits(identifier);

    /// <summary>Responds to each request to a path with these bytes until <see cref="StopReplaying"/>.</summary>
    /// <param name="path">The path below <see cref="ApiUrl"/>, for example <c>flags/</c>.</param>
    /// <param name="body">The body, sent byte for byte.</param>
    /// <param name="status">The status; 200 by default.</param>
    /// <param name="contentType">The media type; JSON by default.</param>
    public void Replay(string path, ReadOnlyMemory<byte> body, HttpStatusCode status = HttpStatusCode.OK, string contentType = Response.Json)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _handler.Replay(path, new Response((int)status, contentType, body.ToArray()));
    }

    /// <summary>Ends what <see cref="Replay"/> began.</summary>
    /// <param name="path">The path below <see cref="ApiUrl"/>.</param>
    public void StopReplaying(string path) => _handler.StopReplaying(path);

    /// <summary>Injects a fault into the responses to a path. Faults of one path take effect in the order in which they were injected; after the last, the path responds normally again.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="path">The path below <see cref="ApiUrl"/>.</param>
    /// <param name="times">How many requests it meets; all by default, until <see cref="ClearFaults"/>. A request that the client sends again counts again.</param>
    public void Inject(Fault fault, string path = "flags/", int times = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        _handler.Faults.Add(path, fault, times);
    }

    /// <summary>Ends what <see cref="Inject"/> began, on all paths. Requests that hang continue to hang until the client leaves.</summary>
    public void ClearFaults() => _handler.Faults.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _handler.DisposeAsync().ConfigureAwait(false); // requests that hang end
        await _host.DisposeAsync().ConfigureAwait(false);
    }
}
