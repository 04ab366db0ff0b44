using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Sources;

/// <summary>Fetches an environment document with all its pages.</summary>
internal sealed class DocumentFetcher(FlagsmithApi api, ProviderTelemetry telemetry, bool keepsPages = false)
{
    /// <summary>More pages than this are a loop of links: Edge starts a new page at about 1 MB.</summary>
    public const int MaxPages = 1_000;

    private FlagsmithPollingOptions? _options;
    private ApiRequest? _firstPage;

    /// <summary>Fetches the document.</summary>
    /// <param name="options">The options that apply.</param>
    /// <param name="condition">The condition of the first request; null for none.</param>
    /// <param name="cancellationToken">Cuts the requests off.</param>
    /// <returns>The pages; null where nothing has changed since the time of the condition.</returns>
    /// <exception cref="FlagsmithApiException">A page was not to be had, or the document is over a limit.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<DocumentFetch?> FetchAsync(FlagsmithPollingOptions options, DateTimeOffset? condition, CancellationToken cancellationToken)
    {
        var fetched = await FetchOnceAsync(options, condition, cancellationToken).ConfigureAwait(false);
        return fetched is { IsTorn: true } ? await FetchOnceAsync(options, condition: null, cancellationToken).ConfigureAwait(false) : fetched;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<DocumentFetch?> FetchOnceAsync(FlagsmithPollingOptions options, DateTimeOffset? condition, CancellationToken cancellationToken)
    {
        var request = FirstPage(options, condition);
        List<DocumentPage>? pages = null;
        List<ReadOnlyMemory<byte>>? bodies = null;
        DateTimeOffset? lastModified = null;
        for (var left = (long)options.MaxBodyBytes; ;)
        {
            using var response = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
            if (response.Status == HttpStatusCode.NotModified)
            {
                return null;
            }

            telemetry.Received(response.Bytes.Length);
            left -= response.Bytes.Length;
            if (left < 0)
            {
                throw ApiErrors.TooLong(request, options.MaxBodyBytes);
            }

            (pages ??= []).Add(Read(request, response));
            if (keepsPages || options.LastKnownGood.Path is not null)
            {
                (bodies ??= []).Add(response.Bytes.ToArray());
            }

            lastModified ??= response.Head.LastModified;
            if (response.Head.NextPage is not { } next)
            {
                return new DocumentFetch(pages, bodies ?? [], lastModified);
            }

            request = pages.Count < MaxPages ? ApiRequest.EnvironmentDocument(options, PageLink.IdOf(request, next)) : throw ApiErrors.Page(request, $"is the {MaxPages}th");
        }
    }

    /// <summary>Returns the request for the first page, the same object while options and condition are the same.</summary>
    private ApiRequest FirstPage(FlagsmithPollingOptions options, DateTimeOffset? condition)
    {
        if (!ReferenceEquals(options, _options) || _firstPage is null || _firstPage.IfModifiedSince != condition)
        {
            _firstPage = ApiRequest.EnvironmentDocument(options) with { IfModifiedSince = condition };
            _options = options;
        }

        return _firstPage;
    }

    private static DocumentPage Read(ApiRequest request, ApiResponse response)
    {
        try
        {
            return EnvironmentDocumentReader.Read(response.Bytes);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiErrors.Body(request, cause);
        }
    }
}
