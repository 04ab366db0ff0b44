using System.Text.Json;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Testing;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Asks a server on the loopback for one flag, at every read. The server is in this process, so its bytes count as well.</summary>
internal sealed class RemoteFlag : IAsyncDisposable
{
    private readonly LocalFlagsmith _server;
    private readonly HttpClient _client;

    private RemoteFlag(LocalFlagsmith server)
    {
        _server = server;
        _client = new HttpClient { BaseAddress = server.ApiUrl };
        _client.DefaultRequestHeaders.Add("X-Environment-Key", server.EnvironmentKey);
    }

    public static async Task<RemoteFlag> StartAsync(int flags)
    {
        var server = await LocalFlagsmith.StartAsync(options => options.MaxRequests = 1);
        for (var index = 0; index < flags; index++)
        {
            server.SetFlag(SampleFlags.Name(index), SampleFlags.IsOn(index));
        }

        return new RemoteFlag(server);
    }

    public async Task<bool> ReadAsync()
    {
        using var response = JsonDocument.Parse(await _client.GetByteArrayAsync(new Uri($"flags/?feature={SampleKeys.SwitchName}", UriKind.Relative)));
        return response.RootElement.GetProperty("enabled").GetBoolean();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
