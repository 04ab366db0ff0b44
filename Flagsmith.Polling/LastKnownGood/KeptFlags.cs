using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Flags that were kept on disk.</summary>
/// <param name="Flags">The flags.</param>
/// <param name="LastConfirmedAt">When a response last confirmed them.</param>
/// <param name="Users">What evaluates users; null where their flags are fetched.</param>
internal sealed record KeptFlags(IReadOnlyList<FlagState> Flags, DateTimeOffset LastConfirmedAt, IUserEvaluator? Users = null);
