using Flagsmith.Polling.Testing.Serving;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>A request that gets a faulty response.</summary>
/// <param name="context">The request and the response to it.</param>
/// <param name="real">Makes the response that the request would have had. Called at most once, so that a refused request stores no trait.</param>
/// <param name="use">How often the fault has been used before.</param>
/// <param name="time">The server's clock.</param>
/// <param name="ended">Ends when the client has gone or the server is disposed.</param>
internal sealed class Exchange(HttpContext context, Func<Response> real, int use, TimeProvider time, CancellationToken ended)
{
    public HttpRequest Request => context.Request;

    public HttpResponse Response => context.Response;

    public int Use => use;

    public TimeProvider Time => time;

    public CancellationToken Ended => ended;

    public RawConnection Connection => RawConnection.Of(context);

    public Response MakeReal() => real();

    public Task SendAsync(Response response) => ResponseWriter.WriteAsync(context, response);

    /// <summary>Says nothing more until the client has gone or the server ends.</summary>
    public async Task HangAsync()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = ended.Register(gone.SetResult);
        await gone.Task.ConfigureAwait(false);
        context.Abort();
    }

    /// <summary>Sends bytes past the HTTP server, which would refuse to send what is malformed, and closes the connection.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await Connection.SendAndCloseAsync(bytes).ConfigureAwait(false);
        context.Abort();
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        Connection.Reset();
        context.Abort();
    }
}
