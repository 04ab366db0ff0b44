namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>What a user's flags say about the response that they came with.</summary>
/// <param name="Owner">Whose response it is.</param>
/// <param name="Sent">When its request came to the server, as a number of the <see cref="Sequence"/>.</param>
/// <param name="SentAt">The same in milliseconds since the start.</param>
/// <param name="Kind">What was asked. The server cannot tell a refresh from a read.</param>
/// <param name="Writer">The number of the call that set a trait with this request; 0 for none.</param>
/// <param name="PassedAlong">The value of the trait that was passed along; empty for none.</param>
/// <param name="Traits">When the traits changed that are in the response.</param>
internal sealed record ViewFacts(string? Owner, long Sent, long SentAt, CallKind Kind, long Writer, string PassedAlong, TraitTicks Traits)
{
    /// <summary>Gets whether these are the environment's flags in place of the user's.</summary>
    public bool IsFallback { get; init; }

    /// <summary>Gets whether the response had no flags.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Gets whether the user's response before had none either.</summary>
    public bool IsEmptyAgain { get; init; }
}
