namespace Flagsmith.Polling.Identities;

/// <summary>How a fetch ended: with a user's flags, or with the reason why not. No exception is thrown for it: while the API is down there are many.</summary>
internal readonly record struct FetchResult(CachedUser? View, FlagsmithApiException? Error);
