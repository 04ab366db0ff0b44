using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>What reading a body brought: content, a flaw, or neither where the store was not reached.</summary>
/// <param name="Content">The content.</param>
/// <param name="Flaw">Why the body is not used.</param>
internal readonly record struct SharedContentReading(FlagContent? Content, string? Flaw)
{
    /// <summary>Gets whether the store did not respond.</summary>
    public bool IsUnreached => Content is null && Flaw is null;
}
