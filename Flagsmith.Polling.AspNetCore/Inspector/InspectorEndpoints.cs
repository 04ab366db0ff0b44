using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>The inspector's endpoints: the page, the flags, the stream of events, and what the page's buttons do.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class InspectorEndpoints(
    InspectedEnvironments environments, IAntiforgery antiforgery, IHostEnvironment host, IHostApplicationLifetime lifetime, IOptions<FlagsmithInspectorOptions> options, TimeProvider time)
{
    private const int MostStreams = 50;
    private const int MostExplainBytes = 64 * 1024;

    private static readonly TimeSpan LongestRefresh = TimeSpan.FromSeconds(20);

    private readonly FlagsmithInspectorOptions _options = options.Value;
    private int _streams;

    /// <summary>Maps the endpoints into a group of their own.</summary>
    public IEndpointConventionBuilder Map(RouteGroupBuilder group)
    {
        group.MapGet("", Guard(ShowPageAsync));
        group.MapGet("flags", Guard(WriteFlagsAsync));
        group.MapGet("events", Guard(StreamAsync));
        group.MapPost("refresh", Guard(RefreshAsync)).DisableAntiforgery(); // checked here, so that no middleware is needed
        group.MapPost("explain", Guard(ExplainAsync)).DisableAntiforgery();
        group.WithMetadata(InspectorMarker.Instance).ExcludeFromDescription();
        return group;
    }

    // In front of each endpoint: nothing is stored anywhere, and what the start would refuse is not served while it lasts.
    private RequestDelegate Guard(RequestDelegate next) => context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (InspectorProtection.MayBeOpen(host, _options) || (context.GetEndpoint() is { } endpoint && InspectorProtection.IsProtected(endpoint.Metadata)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    };

    private Task ShowPageAsync(HttpContext context)
    {
        var nonce = InspectorPage.NewNonce();
        context.Response.Headers.CacheControl = default; // the tokens set their own, and warn of one that is there
        var token = antiforgery.GetAndStoreTokens(context).RequestToken ?? "";
        context.Response.Headers.ContentSecurityPolicy = InspectorPage.Policy(nonce);
        context.Response.Headers.CacheControl = "no-store";
        var basePath = (context.Request.PathBase + context.Request.Path).Value!.TrimEnd('/');
        return Results.Text(InspectorPage.Write(_options.Title, basePath, nonce, token, time.GetUtcNow()), "text/html; charset=utf-8").ExecuteAsync(context);
    }

    private Task WriteFlagsAsync(HttpContext context) => environments.Find(context.Request.Query["environment"]) is { } environment
        ? WriteJsonAsync(context, json => new FlagWriter(_options.MaskValues).WriteAll(json, environment.Name, environment.Flags.Current))
        : RespondAsync(context, StatusCodes.Status404NotFound);

    private async Task StreamAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            await RespondAsync(context, StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
            return;
        }

        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await TypedResults.ServerSentEvents(new EventStream(environments, time).ReadAsync(ends.Token)).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The page was closed while something was written to it.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task RefreshAsync(HttpContext context)
    {
        var environment = environments.Find(context.Request.Query["environment"]);
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false) || environment is null)
        {
            await RespondAsync(context, environment is null ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest).ConfigureAwait(false);
        }
        else if (!environment.Refreshes.TryEnter())
        {
            context.Response.Headers.RetryAfter = "1";
            await RespondAsync(context, StatusCodes.Status429TooManyRequests).ConfigureAwait(false);
        }
        else
        {
            await RefreshAsync(context, environment).ConfigureAwait(false);
        }
    }

    private async Task RefreshAsync(HttpContext context, InspectedEnvironment environment)
    {
        var before = environment.Flags.Current.Version;
        string? error = null;
        try
        {
            using var limit = new CancellationTokenSource(LongestRefresh, time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token, lifetime.ApplicationStopping);
            await environment.Flags.RefreshAsync(ends.Token).ConfigureAwait(false);
        }
        catch (FlagsmithApiException failure)
        {
            error = failure.Kind.ToString();
        }
        catch (OperationCanceledException)
        {
            error = nameof(FlagsmithErrorKind.Timeout);
        }

        await WriteJsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, error);
            json.WriteBoolean("changed"u8, environment.Flags.Current.Version != before);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task ExplainAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            await RespondAsync(context, StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        using var body = await BoundedBody.ReadAsync(context.Request, MostExplainBytes, context.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            await RespondAsync(context, StatusCodes.Status413PayloadTooLarge).ConfigureAwait(false);
        }
        else if (ExplainRequest.Read(body.Bytes) is { } asked)
        {
            await ExplainAsync(context, asked).ConfigureAwait(false);
        }
        else
        {
            await RespondAsync(context, StatusCodes.Status400BadRequest).ConfigureAwait(false);
        }
    }

    private Task ExplainAsync(HttpContext context, ExplainRequest asked)
    {
        if (environments.Find(asked.Environment) is not { Diagnostics: { CanExplain: true } diagnostics } || diagnostics.Explain(asked.Flag, asked.Identity) is not { } explanation)
        {
            return RespondAsync(context, StatusCodes.Status404NotFound);
        }

        return WriteJsonAsync(context, json => ExplanationWriter.Write(json, explanation, new FlagWriter(_options.MaskValues)));
    }

    private static async Task WriteJsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            write(json);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static Task RespondAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
