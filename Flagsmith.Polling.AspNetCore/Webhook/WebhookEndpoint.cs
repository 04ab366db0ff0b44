using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.AspNetCore.Webhook;

/// <summary>Receives posts: reads within the bound, checks the signature, passes the hint on, and waits for nothing that follows.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class WebhookEndpoint(WebhookSignature? signature, IFlagProvider flags, IFlagChangeHints hints, RejectionLimit rejections, ILogger logger)
{
    /// <exception cref="InvalidOperationException">The secret is missing outside of development, or the environment is not registered.</exception>
    public static WebhookEndpoint Create(IServiceProvider services, FlagsmithWebhookOptions options)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Flagsmith.Polling.AspNetCore.Webhook");
        var signature = WebhookSignature.IsRequired(options.Secret) ? new WebhookSignature(options.Secret) : null;
        if (signature is null)
        {
            AllowUnsigned(services.GetRequiredService<IHostEnvironment>(), logger);
        }

        var (flags, hints) = (Registered.Flags(services, options.EnvironmentName), Registered.Find<IFlagChangeHints>(services, options.EnvironmentName));
        return new WebhookEndpoint(signature, flags, hints, new RejectionLimit(services.GetService<TimeProvider>() ?? TimeProvider.System), logger);
    }

    public async Task ReceiveAsync(HttpContext context)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        if (signature is not null && !WebhookSignature.TryRead(context.Request.Headers[FlagsmithWebhookOptions.SignatureHeader], given))
        {
            Reject(context);
            return;
        }

        using var body = await BoundedBody.ReadAsync(context.Request, FlagsmithWebhookOptions.MaxBodyBytes, context.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
        else if (signature?.IsOf(body.Bytes.Span, given) == false)
        {
            Reject(context);
        }
        else
        {
            Accept(WebhookReader.Read(body.Bytes));
        }
    }

    private static void AllowUnsigned(IHostEnvironment environment, ILogger logger)
    {
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                "The webhook of Flagsmith has no secret, so anybody could post to it. Set FlagsmithWebhookOptions.Secret to the secret of the webhook in Flagsmith; only the environment Development may go without.");
        }

        WebhookLog.Unsigned(logger);
    }

    private void Accept(WebhookHint hint)
    {
        if (hint.EnvironmentId is { } theirs && OurEnvironmentId() is { } ours && theirs != ours)
        {
            WebhookLog.OtherEnvironment(logger);
            return;
        }

        WebhookLog.Accepted(logger, hint.Kind);
        switch (hint.Kind)
        {
            case WebhookHintKind.User:
                hints.UserChanged(hint.Identifier!);
                break;
            case WebhookHintKind.Users:
                hints.UsersChanged();
                break;
            default:
                hints.EnvironmentChanged();
                break;
        }
    }

    private long? OurEnvironmentId()
    {
        foreach (var flag in flags.Current.Flags)
        {
            if (flag.EnvironmentId is { } id)
            {
                return id;
            }
        }

        return null;
    }

    private void Reject(HttpContext context)
    {
        var isWithinLimit = rejections.Count(out var unlogged);
        context.Response.StatusCode = isWithinLimit ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests;
        if (!isWithinLimit)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        if (unlogged > 0)
        {
            WebhookLog.Rejected(logger, unlogged);
        }
    }

    private static partial class WebhookLog
    {
        [LoggerMessage(80, LogLevel.Debug, "A webhook of Flagsmith says that something has changed: {Kind}.", EventName = "WebhookAccepted")]
        public static partial void Accepted(ILogger logger, WebhookHintKind kind);

        [LoggerMessage(81, LogLevel.Debug, "A webhook of Flagsmith is about another environment and was ignored.", EventName = "WebhookOfOtherEnvironment")]
        public static partial void OtherEnvironment(ILogger logger);

        [LoggerMessage(82, LogLevel.Warning, "{Count} posts to the webhook had no valid signature since this was last logged. Check that FlagsmithWebhookOptions.Secret is the secret of the webhook in Flagsmith.", EventName = "WebhookRejected")]
        public static partial void Rejected(ILogger logger, int count);

        [LoggerMessage(83, LogLevel.Warning, "The webhook of Flagsmith has no secret: anybody who reaches it can cause polls. Only the environment Development starts without.", EventName = "WebhookUnsigned")]
        public static partial void Unsigned(ILogger logger);
    }
}
