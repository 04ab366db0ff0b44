using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Testing;

/// <summary>A small Flagsmith API in this process, on a free port of the loopback: serves <c>GET /api/v1/flags/</c> as Flagsmith's own API does.</summary>
/// <remarks>Thread-safe. Ends when disposed.</remarks>
public sealed class LocalFlagsmith : IAsyncDisposable
{
    private const string BasePath = "/api/v1/";
    private const string KeyHeader = "X-Environment-Key";

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, (bool Enabled, JsonNode? Value)> _flags = new(StringComparer.Ordinal);
    private readonly FlagFile? _file;
    private readonly WebApplication _application;
    private int _polls;

    private LocalFlagsmith(string environmentKey, string? path)
    {
        EnvironmentKey = environmentKey;
        _file = path is null ? null : new FlagFile(path);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        _application = builder.Build();
        _application.MapGet(BasePath + "flags/", Answer);
    }

    /// <summary>Gets the address for <see cref="FlagsmithPollingOptions.ApiUrl"/>.</summary>
    public Uri ApiUrl => new(new Uri(_application.Urls.First()), BasePath);

    /// <summary>Gets the key that the server knows.</summary>
    public string EnvironmentKey { get; }

    /// <summary>Gets how many times the flags were asked for with the right key.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>Starts a server.</summary>
    /// <param name="path">A JSON file of flags, an object of feature names with <c>enabled</c> and <c>value</c> each, reloaded when it changes; none by default.</param>
    /// <param name="environmentKey">The key that the server knows.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running server.</returns>
    public static async Task<LocalFlagsmith> StartAsync(
        string? path = null, string environmentKey = "local-environment-key", CancellationToken cancellationToken = default)
    {
        var server = new LocalFlagsmith(environmentKey, path);
        await server._application.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>Adds or changes a flag in memory. A later change of the file wins.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on.</param>
    /// <param name="value">Its value; null for none.</param>
    public void SetFlag(string name, bool enabled, JsonNode? value = null)
    {
        lock (_gate)
        {
            _flags[name] = (enabled, value);
        }
    }

    /// <summary>Turns a flag from on to off or back, in memory, and leaves its value.</summary>
    /// <param name="name">The feature's name.</param>
    public void Toggle(string name)
    {
        lock (_gate)
        {
            var flag = _flags[name];
            _flags[name] = (!flag.Enabled, flag.Value);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private IResult Answer(HttpContext context)
    {
        if (context.Request.Headers[KeyHeader] != EnvironmentKey)
        {
            return TypedResults.Json(new JsonObject { ["detail"] = "Invalid or missing Environment Key" }, statusCode: StatusCodes.Status403Forbidden);
        }

        Interlocked.Increment(ref _polls);
        return TypedResults.Text(ReadFlags().ToJsonString(), "application/json");
    }

    private JsonArray ReadFlags()
    {
        lock (_gate)
        {
            foreach (var (name, flag) in _file?.ReadIfChanged() ?? new Dictionary<string, (bool, JsonNode?)>())
            {
                _flags[name] = flag;
            }

            return [.. _flags.Select((flag, index) => ToJson(index + 1, flag.Key, flag.Value.Enabled, flag.Value.Value))];
        }
    }

    private static JsonObject ToJson(int id, string name, bool enabled, JsonNode? value) => new()
    {
        ["id"] = id,
        ["feature"] = new JsonObject
        {
            ["id"] = id,
            ["name"] = name,
            ["created_date"] = "2026-01-01T00:00:00.000000Z",
            ["description"] = null,
            ["initial_value"] = null,
            ["default_enabled"] = false,
            ["type"] = "STANDARD",
        },
        ["feature_state_value"] = value?.DeepClone(),
        ["environment"] = 1,
        ["identity"] = null,
        ["feature_segment"] = null,
        ["enabled"] = enabled,
    };

    /// <summary>Leaves Ctrl+C to the application.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
