namespace Flagsmith.Polling;

/// <summary>Specifies what a read of a user gets when Flagsmith does not respond and nothing of that user is cached.</summary>
public enum IdentityFallback
{
    /// <summary>The environment's flags, marked by <see cref="IIdentityFlagSnapshot.IsFallback"/>. Traits have no fallback: reading them throws.</summary>
    EnvironmentFlags,

    /// <summary>A <see cref="FlagsmithApiException"/>.</summary>
    Throw,
}
