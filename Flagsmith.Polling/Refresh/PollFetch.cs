using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Refresh;

/// <summary>What a poll fetched: content or an error.</summary>
internal readonly record struct PollFetch(FlagContent? Content, FlagsmithApiException? Error);
