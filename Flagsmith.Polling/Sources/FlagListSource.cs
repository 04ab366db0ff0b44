using System.Runtime.CompilerServices;
using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Sources;

/// <summary>The flags that Flagsmith evaluated for the environment: <c>GET flags/</c>.</summary>
internal sealed class FlagListSource(FlagsmithApi api, FlagSnapshotStore store, ProviderTelemetry telemetry) : IFlagSource
{
    private readonly FlagListParser _parser = new(store);
    private FlagsmithPollingOptions? _options;
    private ApiRequest? _request;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<FlagContent> FetchAsync(FlagsmithPollingOptions options, FlagPollReason reason, CancellationToken cancellationToken)
    {
        var request = RequestFor(options);
        var response = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        var body = response.TakeBody();
        telemetry.Received(body.Bytes.Length);
        try
        {
            return _parser.Parse(body, options.MaxFlags);
        }
        catch (FlagLimitException)
        {
            throw ApiErrors.TooManyFlags(request, options.MaxFlags);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiErrors.Body(request, cause);
        }
    }

    public void Adopt(FlagContent content, FlagsmithPollingOptions options) => _parser.Adopt(content);

    private ApiRequest RequestFor(FlagsmithPollingOptions options)
    {
        if (!ReferenceEquals(options, _options))
        {
            (_options, _request) = (options, ApiRequest.Flags(options));
        }

        return _request!;
    }
}
