using System.Net;
using Flagsmith.Polling.Testing.Server;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing;

/// <summary>A Flagsmith API in this process, on the loopback: flags, users, traits, with the responses of Flagsmith's own API or of its Edge Proxy.</summary>
/// <remarks>
/// Serves <c>flags/</c>, <c>identities/</c>, <c>traits/</c>, <c>traits/bulk/</c>, <c>traits/increment-value/</c> and <c>analytics/flags/</c>
/// below <see cref="ApiUrl"/>, and <c>environment-document/</c> once there is one; a request that is refused gets the status and the body that the real
/// server gives. The flags are set one by one, where a rule is "trait equals value"; or a document is loaded (<see cref="LoadEnvironmentDocument(string)"/>), and
/// its segments, splits and overrides decide. Thread-safe. Ends when disposed.
/// </remarks>
public sealed partial class LocalFlagsmith : IAsyncDisposable
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
