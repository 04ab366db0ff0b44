using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A server on the loopback that responds to every request with the same bytes, whatever HTTP says of them, and closes the connection.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Uri, string> _response;
    private readonly Task _running;

    /// <param name="response">Makes the bytes, given the server's address; Latin-1.</param>
    public HostileServer(Func<Uri, string> response)
    {
        _response = response;
        _listener.Start();
        _running = RunAsync();
    }

    public Uri ApiUrl => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/api/v1/");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            try
            {
                await RespondAsync(client.GetStream());
            }
            catch (IOException)
            {
                // The client has seen enough.
            }
        }
    }

    private async Task RespondAsync(NetworkStream stream)
    {
        await ReadRequestAsync(stream);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(_response(ApiUrl)), _stopping.Token);
        stream.Socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null, _stopping.Token); // until the client closes too, so that no reset overtakes the bytes
    }

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!IsWhole(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, _stopping.Token);
            if (read == 0)
            {
                return;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && request.Length >= end + 4 + LengthOf(request[..end]);
    }

    private static int LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
