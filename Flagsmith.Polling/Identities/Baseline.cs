using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>The environment at the moment a request for a user is sent.</summary>
/// <param name="Flags">The flags that the response is compared with.</param>
/// <param name="Version">The environment's version.</param>
/// <param name="Changes">What the flags were shortly before.</param>
internal sealed record Baseline(FlagBase Flags, long Version, RecentChanges Changes);
