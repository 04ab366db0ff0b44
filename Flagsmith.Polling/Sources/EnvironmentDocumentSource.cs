using System.Runtime.CompilerServices;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Sources;

/// <summary>The environment document, evaluated in this process: <c>GET environment-document/</c> with all its pages.</summary>
internal sealed class EnvironmentDocumentSource(FlagsmithApi api, ProviderTelemetry telemetry, PatternTimeouts timeouts, TimeProvider time, bool keepsPages = false) : IFlagSource
{
    private readonly DocumentFetcher _fetcher = new(api, telemetry, keepsPages);
    private readonly DocumentCondition _condition = new(time);
    private FlagsmithPollingOptions? _options;
    private EnvironmentModel? _model;
    private FlagContent? _content;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<FlagContent> FetchAsync(FlagsmithPollingOptions options, FlagPollReason reason, CancellationToken cancellationToken)
    {
        var isSame = ReferenceEquals(options, _options); // other options evaluate differently
        var fetched = await _fetcher.FetchAsync(options, isSame ? _condition.Of(reason) : null, cancellationToken).ConfigureAwait(false);
        if (fetched is null)
        {
            _condition.NotModified();
            return _content!;
        }

        var model = Assemble(fetched, options);
        if (!isSame || _model is null || !EnvironmentComparison.AreEqual(model, _model))
        {
            var environment = new LocalEnvironment(model, options.LocalEvaluation, timeouts) { Pages = fetched.Bodies };
            (_options, _model) = (options, model);
            _content = new FlagContent(environment.Flags) { Users = environment, Skipped = model.Skipped, BrokenValues = model.BrokenValues };
        }

        _condition.Fetched(fetched.LastModified); // at last: what was not taken over is fetched in full again
        return _content!;
    }

    public void Adopt(FlagContent content, FlagsmithPollingOptions options)
    {
        if (ReferenceEquals(content, _content) || content.Users is not LocalEnvironment environment)
        {
            return;
        }

        (_options, _model, _content) = (options, environment.Model, content);
        _condition.Forget(); // it is about what this host fetched itself
    }

    private static EnvironmentModel Assemble(DocumentFetch fetched, FlagsmithPollingOptions options)
    {
        var request = ApiRequest.EnvironmentDocument(options);
        try
        {
            var model = fetched.Assemble();
            return model.Features.Count <= options.MaxFlags ? model : throw ApiErrors.TooManyFlags(request, options.MaxFlags);
        }
        catch (JsonException cause)
        {
            throw ApiErrors.Body(request, cause);
        }
    }
}
