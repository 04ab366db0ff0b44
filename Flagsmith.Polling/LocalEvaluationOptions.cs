namespace Flagsmith.Polling;

/// <summary>The options of <see cref="FlagsmithMode.LocalEvaluation"/>.</summary>
public sealed class LocalEvaluationOptions
{
    /// <summary>Gets or sets which segments apply to the environment's own flags, which are evaluated without a user.</summary>
    /// <value>The default value is <see cref="SegmentsWithoutIdentity.IdentityIndependent"/>.</value>
    public SegmentsWithoutIdentity SegmentsWithoutIdentity { get; set; }

    /// <summary>Gets or sets whether disabled flags are left out where the environment or its project hides them, as Flagsmith does in remote evaluation.</summary>
    /// <value>The default value is <see langword="false"/>, as in Flagsmith's other SDKs.</value>
    public bool HideDisabledFlags { get; set; }

    /// <summary>Gets or sets whether features are left out that the project reserves for server-side keys, as Flagsmith does for client-side keys in remote evaluation.</summary>
    /// <value>The default value is <see langword="false"/>: local evaluation needs a server-side key, which sees them.</value>
    public bool HideServerKeyOnlyFeatures { get; set; }
}
