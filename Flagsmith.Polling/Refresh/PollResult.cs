namespace Flagsmith.Polling.Refresh;

/// <summary>How a poll ended.</summary>
/// <param name="Publication">What became of the response.</param>
/// <param name="Error">Why the poll failed; null when it succeeded.</param>
internal readonly record struct PollResult(Publication Publication, FlagsmithApiException? Error);
