using System.Collections.Concurrent;
using Flagsmith.Polling.Testing.Faults;
using Flagsmith.Polling.Testing.Serving;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.Testing.Server;

/// <summary>Responds to requests and keeps them: with an injected fault, else with a replayed response, else with the API's.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestHandler(LocalFlagsmithOptions options, Func<RecordedRequest, Response> respond) : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, Response> _replayed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Gets the requests that are kept, oldest first. A copy.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Gets the faults to come.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>Responds to each request to a path with the same response.</summary>
    public void Replay(string path, Response response) => _replayed[path] = response;

    /// <summary>Ends what <see cref="Replay"/> began.</summary>
    public void StopReplaying(string path) => _replayed.TryRemove(path, out _);

    public async Task HandleAsync(HttpContext context)
    {
        var request = await RequestReader.ReadAsync(context.Request).ConfigureAwait(false);
        _requests.Enqueue(request);
        while (_requests.Count > options.MaxRequests && _requests.TryDequeue(out _))
        {
        }

        RawConnection.Of(context).CountRequest();
        if (Faults.Take(request.Path) is not { } taken)
        {
            await ResponseWriter.WriteAsync(context, Respond(request)).ConfigureAwait(false);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ended.Token);
        await taken.Fault.SendAsync(new Exchange(context, () => Respond(request), taken.Use, options.TimeProvider, ended.Token)).ConfigureAwait(false);
    }

    /// <summary>Ends the requests that hang.</summary>
    public async ValueTask DisposeAsync() => await _ended.CancelAsync().ConfigureAwait(false);

    private Response Respond(RecordedRequest request) => _replayed.GetValueOrDefault(request.Path) ?? respond(request);
}
