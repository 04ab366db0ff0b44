using System.Text.Json;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents one flag as evaluated.</summary>
internal sealed record FlagResult
{
    /// <summary>Gets the feature's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether the flag is on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Gets the value: the variant's where one was chosen.</summary>
    public required FlagValue Value { get; init; }

    /// <summary>Gets the variant's key, or <c>control</c>; null without a user, without variants, and for a variant that has no key.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets why the flag is so, in the words of the reference engine.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the metadata of the state that counts; null where it has none or an empty object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Gets the name of the segment whose override counts, <c>identity_overrides</c> for a user's own one; null for the default.</summary>
    public string? SegmentName { get; init; }

    /// <summary>Shows nothing of the user and no text of the server.</summary>
    public override string ToString() => "Evaluated flag";
}
