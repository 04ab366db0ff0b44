using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>The connection below HTTP, for what the HTTP server would not send.</summary>
internal sealed class RawConnection(ConnectionContext connection)
{
    /// <summary>Gets how many requests have come in on the connection.</summary>
    public int Requests { get; private set; }

    /// <summary>Lets each connection be found from its requests.</summary>
    public static void Remember(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(new RawConnection(connection));
        return next(connection);
    });

    public static RawConnection Of(HttpContext context) =>
        context.Features.Get<RawConnection>() ?? throw new InvalidOperationException("The connection was not remembered.");

    /// <summary>Counts a request. Those of one connection come one after another.</summary>
    public void CountRequest() => Requests++;

    /// <summary>Sends bytes, and closes the connection in order after the last of them.</summary>
    public async Task SendAndCloseAsync(ReadOnlyMemory<byte> bytes)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = connection.ConnectionClosed.Register(closed.SetResult);
        await connection.Transport.Output.WriteAsync(bytes, connection.ConnectionClosed).ConfigureAwait(false);
        await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await closed.Task.ConfigureAwait(false);
    }

    /// <summary>Cuts the connection off, so that the other side sees a reset instead of an end.</summary>
    public void Reset()
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
        {
            feature.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            feature.Socket.Close();
        }

        connection.Abort();
    }
}
