using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Refresh;

/// <summary>A poll that has begun.</summary>
/// <param name="Reason">Why it runs.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Began">The timestamp at which it began.</param>
/// <param name="Span">Its span.</param>
internal readonly record struct PollRun(FlagPollReason Reason, DateTimeOffset StartedAt, long Began, RequestSpan Span);
