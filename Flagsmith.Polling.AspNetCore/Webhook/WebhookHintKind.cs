namespace Flagsmith.Polling.AspNetCore.Webhook;

/// <summary>What a post says has changed.</summary>
internal enum WebhookHintKind
{
    /// <summary>A flag of the environment.</summary>
    Environment,

    /// <summary>A flag of one user.</summary>
    User,

    /// <summary>A flag of a segment, or something that this version does not know.</summary>
    Users,
}
