using System.Buffers;
using System.Globalization;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Configuration;

/// <summary>Checks the text of a section before it is bound: binding would stop at the first error, and would take <c>60</c> for 60 days.</summary>
internal static class SettingsText
{
    private const int LongestShown = 20;

    private static readonly SearchValues<char> ShownCharacters = SearchValues.Create("0123456789.,:+-");

    public static IEnumerable<SettingError> FindErrors(IConfiguration section)
    {
        (string Key, Func<string, string, string?> Check)[] rules =
        [
            (nameof(FlagsmithPollingOptions.ApiUrl), CheckUrl),
            (nameof(FlagsmithPollingOptions.AllowInsecureHttp), CheckBoolean),
            (nameof(FlagsmithPollingOptions.Mode), CheckEnum<FlagsmithMode>),
            (Local(nameof(LocalEvaluationOptions.SegmentsWithoutIdentity)), CheckEnum<SegmentsWithoutIdentity>),
            (Local(nameof(LocalEvaluationOptions.HideDisabledFlags)), CheckBoolean),
            (Local(nameof(LocalEvaluationOptions.HideServerKeyOnlyFeatures)), CheckBoolean),
            (nameof(FlagsmithPollingOptions.Offline), CheckBoolean),
            (nameof(FlagsmithPollingOptions.UseDefaultValuesForMissingFlags), CheckBoolean),
            (nameof(FlagsmithPollingOptions.PollInterval), CheckTimeSpan),
            (nameof(FlagsmithPollingOptions.PollJitter), CheckNumber),
            (nameof(FlagsmithPollingOptions.RequestTimeout), CheckTimeSpan),
            (nameof(FlagsmithPollingOptions.StartupPolicy), CheckEnum<StartupPolicy>),
            (nameof(FlagsmithPollingOptions.StartupTimeout), CheckTimeSpan),
            (nameof(FlagsmithPollingOptions.MaxStaleness), CheckTimeSpan),
            (nameof(FlagsmithPollingOptions.WhenStale), CheckEnum<StalePolicy>),
            (nameof(FlagsmithPollingOptions.MaxBodyBytes), CheckInteger),
            (nameof(FlagsmithPollingOptions.MaxFlags), CheckInteger),
            ($"{nameof(FlagsmithPollingOptions.LastKnownGood)}:{nameof(LastKnownGoodOptions.MaxAge)}", CheckTimeSpan),
            (Identities(nameof(IdentityOptions.TimeToLive)), CheckTimeSpan),
            (Identities(nameof(IdentityOptions.MaxEntries)), CheckInteger),
            (Identities(nameof(IdentityOptions.MaxBytes)), CheckLong),
            (Identities(nameof(IdentityOptions.MaxBytesInFlight)), CheckLong),
            (Identities(nameof(IdentityOptions.MaxTraitSetsPerIdentity)), CheckInteger),
            (Identities(nameof(IdentityOptions.StaleWhileRevalidate)), CheckTimeSpan),
            (Identities(nameof(IdentityOptions.StaleIfError)), CheckTimeSpan),
            (Identities(nameof(IdentityOptions.FailureBackoff)), CheckTimeSpan),
            (Identities(nameof(IdentityOptions.FetchTimeout)), CheckTimeSpan),
            (Identities(nameof(IdentityOptions.MaxConcurrentFetches)), CheckInteger),
            (Identities(nameof(IdentityOptions.WhenEnvironmentChanges)), CheckEnum<EnvironmentChangePolicy>),
            (Identities(nameof(IdentityOptions.Persistence)), CheckEnum<IdentityPersistence>),
            (Identities(nameof(IdentityOptions.Fallback)), CheckEnum<IdentityFallback>),
        ];
        var scalars = rules.Select(rule => (rule.Key, Error: section[rule.Key] is { } text ? rule.Check(rule.Key, text) : null));
        var flags = section.GetSection(nameof(FlagsmithPollingOptions.Defaults)).GetChildren().SelectMany(CheckDefault);
        return scalars.Concat(flags).Where(found => found.Error is not null).Select(found => new SettingError(found.Key, found.Error!));
    }

    private static string Local(string setting) => $"{nameof(FlagsmithPollingOptions.LocalEvaluation)}:{setting}";

    private static string Identities(string setting) => $"{nameof(FlagsmithPollingOptions.Identities)}:{setting}";

    private static IEnumerable<(string Key, string? Error)> CheckDefault(IConfigurationSection flag)
    {
        var key = $"{nameof(FlagsmithPollingOptions.Defaults)}:{flag.Key}";
        if (flag.Value is { Length: > 0 })
        {
            return [(key, $"{key} must have the members Enabled and Value, but is a single string. Use {{ \"Enabled\": true, \"Value\": \"…\" }}.")];
        }

        var enabled = flag.GetSection(nameof(FlagDefault.Enabled));
        var enabledKey = $"{key}:{nameof(FlagDefault.Enabled)}";
        var valueKey = $"{key}:{nameof(FlagDefault.Value)}";
        return
        [
            (enabledKey, enabled.Value is not null || HasMembers(enabled) ? CheckBoolean(enabledKey, enabled.Value ?? "") : null),
            (valueKey, HasMembers(flag.GetSection(nameof(FlagDefault.Value)))
                ? $"{valueKey} must be a string, a number or a boolean, but is an object or an array. Use its JSON as one string, for example \"{{ \\\"limit\\\": 5 }}\"."
                : null),
        ];
    }

    private static bool HasMembers(IConfigurationSection setting) => setting.GetChildren().Any();

    private static string? CheckTimeSpan(string key, string text)
    {
        var hint = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? $" A number alone would mean days; for {number} seconds use \"{TimeSpan.FromSeconds(Math.Clamp(number, 0, 86_400)):c}\"."
            : " Use hours, minutes and seconds, for example \"00:01:00\".";
        return ConstantTimeSpan.TryParse(text, out _)
            ? null
            : Unreadable(key, text, "a time span") + hint;
    }

    private static string? CheckBoolean(string key, string text) =>
        bool.TryParse(text, out _) ? null : Unreadable(key, text, "true or false") + " Use \"true\" or \"false\".";

    private static string? CheckNumber(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? null
            : Unreadable(key, text, "a number") + " Use a decimal point, for example \"0.1\".";

    private static string? CheckInteger(string key, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? null
            : Unreadable(key, text, "a whole number") + " Use digits only, for example \"100\".";

    private static string? CheckLong(string key, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? null
            : Unreadable(key, text, "a whole number") + " Use digits only, for example \"100\".";

    private static string? CheckEnum<TEnum>(string key, string text)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? null
            : Unreadable(key, text, "one of its values") + $" Use one of {string.Join(", ", Enum.GetNames<TEnum>())}.";

    private static string? CheckUrl(string key, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out _)
            ? null
            : Unreadable(key, "", "an absolute URL") + $" Use, for example, \"{FlagsmithApiUrls.Core}\".";

    // A key may have been written in place of any setting, so text is shown where it can only be a number or a time.
    private static string Unreadable(string key, string text, string expected) =>
        text.Length is > 0 and <= LongestShown && !text.AsSpan().ContainsAnyExcept(ShownCharacters)
            ? $"{key} must be {expected}, but was \"{text}\"."
            : $"{key} must be {expected}, but is not.";
}
