namespace Flagsmith.Polling.AspNetCore;

/// <summary>Represents the options of the inspector, the page that shows what this process believes about its flags.</summary>
/// <remarks>Set by <c>AddFlagsmithInspector</c>; later changes have no effect.</remarks>
public sealed class FlagsmithInspectorOptions
{
    /// <summary>Gets or sets the title of the page. <c>Flags</c> by default.</summary>
    public string Title { get; set; } = "Flags";

    /// <summary>Gets or sets whether the page shows of a value its kind alone, for values that not everybody with access to the page may see. False by default.</summary>
    public bool MaskValues { get; set; }

    /// <summary>
    /// Gets or sets whether the page may be open to anybody who reaches it outside the environment <c>Development</c>. False by default: the application then does not start unless the page
    /// requires a named policy or a role.
    /// </summary>
    public bool AllowAnonymous { get; set; }
}
