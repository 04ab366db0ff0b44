using Flagsmith.Polling.AspNetCore.Webhook;

namespace Flagsmith.Polling.AspNetCore;

/// <summary>Represents the options of an endpoint that receives Flagsmith's webhooks.</summary>
/// <remarks>Read when the endpoint is mapped; later changes have no effect.</remarks>
public sealed class FlagsmithWebhookOptions
{
    /// <summary>The header that carries a body's signature: the hexadecimal HMAC-SHA256 of its bytes with <see cref="Secret"/>, in either case.</summary>
    public const string SignatureHeader = "X-Flagsmith-Signature";

    /// <summary>The most bytes that a body may have: 262,144. Larger ones are answered with 413.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>Gets or sets the secret that the webhook was given in Flagsmith. Required outside the environment <c>Development</c>, where unsigned posts are accepted without it. Never logged.</summary>
    public string? Secret { get; set; }

    /// <summary>Gets or sets the name of the environment that the webhook is about; empty, the default, for the default environment.</summary>
    public string EnvironmentName { get; set; } = "";

    /// <summary>Shows no secret.</summary>
    /// <returns>Whether posts have to be signed.</returns>
    public override string ToString() => WebhookSignature.IsRequired(Secret) ? "signed" : "unsigned";
}
