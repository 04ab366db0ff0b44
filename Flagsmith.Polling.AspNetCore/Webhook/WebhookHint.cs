namespace Flagsmith.Polling.AspNetCore.Webhook;

/// <summary>What of a post is used: what has changed, and where. Never the new state.</summary>
/// <param name="Kind">What has changed.</param>
/// <param name="EnvironmentId">The id of the environment; null where the post does not say it.</param>
/// <param name="Identifier">The user's identifier, of <see cref="WebhookHintKind.User"/>.</param>
internal readonly record struct WebhookHint(WebhookHintKind Kind, long? EnvironmentId = null, string? Identifier = null)
{
    /// <summary>Shows no identifier.</summary>
    public override string ToString() => Kind.ToString();
}
