using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>How a fetch ended: with a user's snapshot, or with the reason why not. No exception is thrown for it: while the API is down there are many.</summary>
internal readonly record struct FetchResult(IdentityFlagSnapshot? View, FlagsmithApiException? Error);
