namespace Flagsmith.Polling.Configuration;

/// <summary>Compares options by content. A fired reload token says only that some configuration was read again.</summary>
internal static class OptionsContent
{
    /// <summary>Determines whether both have the same settings. Every property has to be compared here; a test changes each of them and expects a difference.</summary>
    public static bool AreEqual(FlagsmithPollingOptions left, FlagsmithPollingOptions right) =>
        (left.EnvironmentKey, left.ApiUrl, left.AllowInsecureHttp) == (right.EnvironmentKey, right.ApiUrl, right.AllowInsecureHttp)
        && left.Mode == right.Mode
        && AreEqual(left.LocalEvaluation, right.LocalEvaluation)
        && (left.Offline, left.OfflineFile) == (right.Offline, right.OfflineFile)
        && (left.PollInterval, left.PollJitter, left.RequestTimeout) == (right.PollInterval, right.PollJitter, right.RequestTimeout)
        && (left.StartupPolicy, left.StartupTimeout) == (right.StartupPolicy, right.StartupTimeout)
        && (left.MaxStaleness, left.WhenStale) == (right.MaxStaleness, right.WhenStale)
        && (left.MaxBodyBytes, left.MaxFlags) == (right.MaxBodyBytes, right.MaxFlags)
        && left.UseDefaultValuesForMissingFlags == right.UseDefaultValuesForMissingFlags
        && AreEqual(left.LastKnownGood, right.LastKnownGood)
        && (left.SharedStore.Secret, left.SharedStore.HostName) == (right.SharedStore.Secret, right.SharedStore.HostName)
        && AreEqual(left.Identities, right.Identities)
        && AreEqual(left.CustomHeaders, right.CustomHeaders, string.Equals)
        && AreEqual(left.Defaults, right.Defaults, static (left, right) => left.Enabled == right.Enabled && left.Value == right.Value);

    private static bool AreEqual(LocalEvaluationOptions left, LocalEvaluationOptions right) =>
        (left.SegmentsWithoutIdentity, left.HideDisabledFlags, left.HideServerKeyOnlyFeatures) == (right.SegmentsWithoutIdentity, right.HideDisabledFlags, right.HideServerKeyOnlyFeatures);

    private static bool AreEqual(LastKnownGoodOptions left, LastKnownGoodOptions right) =>
        (left.Path, left.MaxAge) == (right.Path, right.MaxAge);

    private static bool AreEqual(IdentityOptions left, IdentityOptions right) =>
        (left.TimeToLive, left.MaxEntries, left.MaxTraitSetsPerIdentity) == (right.TimeToLive, right.MaxEntries, right.MaxTraitSetsPerIdentity)
        && (left.MaxBytes, left.MaxBytesInFlight) == (right.MaxBytes, right.MaxBytesInFlight)
        && (left.StaleWhileRevalidate, left.StaleIfError, left.FailureBackoff) == (right.StaleWhileRevalidate, right.StaleIfError, right.FailureBackoff)
        && (left.FetchTimeout, left.MaxConcurrentFetches) == (right.FetchTimeout, right.MaxConcurrentFetches)
        && (left.WhenEnvironmentChanges, left.Persistence, left.Fallback) == (right.WhenEnvironmentChanges, right.Persistence, right.Fallback);

    private static bool AreEqual<TValue>(IDictionary<string, TValue> left, IDictionary<string, TValue> right, Func<TValue, TValue, bool> areEqual) =>
        left.Count == right.Count
        && left.All(entry => right.TryGetValue(entry.Key, out var other) && areEqual(entry.Value, other));
}
