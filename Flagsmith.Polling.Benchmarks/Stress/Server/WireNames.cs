namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>The names of the flags and traits that tell which response they are of.</summary>
internal static class WireNames
{
    public const string Content = "content";

    /// <summary>A flag that each change of the environment turns on or off.</summary>
    public const string Switch = "switch";

    /// <summary>A user's flag: the number of the environment's content as of the response.</summary>
    public const string Seen = "seen";

    public const string Owner = "owner";
    public const string Sent = "sent";
    public const string SentAt = "sent_at";
    public const string Kind = "kind";
    public const string Writer = "writer";
    public const string PassedAlong = "passed_along";
    public const string EmptyBefore = "empty_before";

    /// <summary>When each trait changed.</summary>
    public static readonly string[] Traits = ["trait_0", "trait_1", "trait_2", "trait_3"];
}
