namespace Flagsmith.Polling.Wire;

/// <summary>A response has more flags than allowed. Stays within the library: a request that fails so becomes a <see cref="FlagsmithApiException"/>.</summary>
internal sealed class FlagLimitException : Exception;
