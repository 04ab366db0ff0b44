using System.Globalization;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Configuration;

/// <summary>Checks the options of every name: all errors at once, each with the setting, its range, what was found (never text that may be the key) and what to write.</summary>
internal sealed class FlagsmithPollingOptionsValidator(SettingsSections sections, Replacements replacements) : IValidateOptions<FlagsmithPollingOptions>
{
    private const long OneMebibyte = 1024 * 1024;

    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    private static readonly TimeSpan OneYear = TimeSpan.FromDays(365);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, FlagsmithPollingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (replacements.Contains(name ?? Options.DefaultName))
        {
            return ValidateOptionsResult.Skip; // nothing reads them
        }

        var prefix = ProviderName.Section(name ?? Options.DefaultName) + ":";
        var unreadable = sections.Of(name).SelectMany(section => section.FindErrors());
        var errors = unreadable.Concat(FindErrors(options)).Distinct().Select(error => prefix + error).ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> FindErrors(FlagsmithPollingOptions options)
    {
        string?[] single =
        [
            options.Offline ? null : CheckKey(options.EnvironmentKey),
            options.Offline ? null : CheckUrl(options),
            CheckEnum(nameof(options.Mode), options.Mode),
            options.Offline ? null : CheckKeyOfMode(options),
            CheckEnum($"{nameof(options.LocalEvaluation)}:{nameof(LocalEvaluationOptions.SegmentsWithoutIdentity)}", options.LocalEvaluation.SegmentsWithoutIdentity),
            CheckPath(nameof(options.OfflineFile), options.OfflineFile, "flags.json", "to serve Defaults"),
            CheckRange(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromSeconds(1), OneDay, "00:01:00"),
            options.PollJitter is >= 0 and <= 0.5
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"PollJitter must be between 0 and 0.5, but was {options.PollJitter}. Use, for example, 0.1."),
            CheckRange(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(100), FiveMinutes, "00:00:10"),
            CheckSecret(options.SharedStore.Secret),
            string.IsNullOrWhiteSpace(options.SharedStore.HostName) ? "SharedStore:HostName must not be empty. Omit it to use the machine's name." : null,
            CheckEnum(nameof(options.StartupPolicy), options.StartupPolicy),
            CheckRange(nameof(options.StartupTimeout), options.StartupTimeout, TimeSpan.Zero, FiveMinutes, "00:00:05"),
            CheckMaxStaleness(options),
            CheckEnum(nameof(options.WhenStale), options.WhenStale),
            CheckRange(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1024, 1024 * 1024 * 1024, 64 * 1024 * 1024),
            CheckRange($"{nameof(options.LastKnownGood)}:{nameof(LastKnownGoodOptions.MaxAge)}", options.LastKnownGood.MaxAge, TimeSpan.FromMinutes(1), OneYear, "7.00:00:00"),
            CheckPath($"{nameof(options.LastKnownGood)}:{nameof(LastKnownGoodOptions.Path)}", options.LastKnownGood.Path, "/var/lib/my-service/flags", "to keep no file"),
            CheckRange(nameof(options.MaxFlags), options.MaxFlags, 1, int.MaxValue, 100_000),
        ];
        return single
            .Concat(options.CustomHeaders.Select(CustomHeaderRule.Check))
            .Concat(options.Defaults.Select(CheckDefault))
            .Concat(FindErrors(options.Identities))
            .OfType<string>();
    }

    private static string?[] FindErrors(IdentityOptions options) =>
    [
        CheckRange(Identities(nameof(options.TimeToLive)), options.TimeToLive, TimeSpan.FromSeconds(1), OneDay, "00:05:00"),
        CheckRange(Identities(nameof(options.MaxEntries)), options.MaxEntries, 100, int.MaxValue, 100_000),
        options.MaxBytes is { } maxBytes ? CheckRange(Identities(nameof(options.MaxBytes)), maxBytes, OneMebibyte, OneMebibyte << 20, 256 * OneMebibyte) : null,
        CheckRange(Identities(nameof(options.MaxBytesInFlight)), options.MaxBytesInFlight, OneMebibyte, OneMebibyte << 14, 64 * OneMebibyte),
        CheckRange(Identities(nameof(options.MaxTraitSetsPerIdentity)), options.MaxTraitSetsPerIdentity, 1, 64, 8),
        CheckRange(Identities(nameof(options.StaleWhileRevalidate)), options.StaleWhileRevalidate, TimeSpan.Zero, OneDay, "00:01:00"),
        CheckRange(Identities(nameof(options.StaleIfError)), options.StaleIfError, TimeSpan.Zero, TimeSpan.FromDays(7), "01:00:00"),
        CheckRange(Identities(nameof(options.FailureBackoff)), options.FailureBackoff, TimeSpan.Zero, FiveMinutes, "00:00:05"),
        CheckRange(Identities(nameof(options.FetchTimeout)), options.FetchTimeout, TimeSpan.FromMilliseconds(100), FiveMinutes, "00:00:10"),
        CheckRange(Identities(nameof(options.MaxConcurrentFetches)), options.MaxConcurrentFetches, 1, 1024, 32),
        CheckEnum(Identities(nameof(options.WhenEnvironmentChanges)), options.WhenEnvironmentChanges),
        CheckEnum(Identities(nameof(options.Persistence)), options.Persistence),
        CheckEnum(Identities(nameof(options.Fallback)), options.Fallback),
    ];

    private static string Identities(string setting) => $"{nameof(FlagsmithPollingOptions.Identities)}:{setting}";

    private static string? CheckKey(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return "EnvironmentKey is required, but was empty. Set it to the environment's client-side key, or to a server-side key that starts with \"ser.\".";
        }

        var position = key.AsSpan().IndexOfAnyExceptInRange('!', '~');
        return position < 0
            ? null
            : $"EnvironmentKey must be printable ASCII without whitespace, but its character {position + 1} of {key.Length} is not. Copy the key again; a line end or a quotation mark may have been copied with it.";
    }

    private static string? CheckKeyOfMode(FlagsmithPollingOptions options) =>
        options.Mode == FlagsmithMode.LocalEvaluation && !string.IsNullOrEmpty(options.EnvironmentKey) && !options.EnvironmentKey.StartsWith("ser.", StringComparison.Ordinal)
            ? "EnvironmentKey must be a server-side key, which starts with \"ser.\", where Mode is LocalEvaluation. Create one on the environment's SDK Keys page, or set Mode to Remote."
            : null;

    private static string? CheckSecret(string? secret) => secret is null or { Length: >= 16 }
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"SharedStore:Secret must have at least 16 characters, but has {secret.Length}. Use random text, for example the output of \"openssl rand -base64 32\", or omit it.");

    // Never shows what was found: the key may have been written in its place, or a password into it.
    private static string? CheckUrl(FlagsmithPollingOptions options)
    {
        if (options.ApiUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0 } url)
        {
            return $"ApiUrl must be an absolute https URL, but is not. Use, for example, \"{FlagsmithApiUrls.Core}\".";
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            return "ApiUrl must be scheme, host and path alone, but has a user name, a query or a fragment. Remove them.";
        }

        return url.Scheme == "https" || url.IsLoopback || options.AllowInsecureHttp
            ? null
            : "ApiUrl must use https, or http to this machine, but uses http to another machine: the key would cross the network unencrypted. Use https, or set AllowInsecureHttp to true.";
    }

    private static string? CheckMaxStaleness(FlagsmithPollingOptions options) =>
        options.MaxStaleness is not { } most || (most >= options.PollInterval && most <= OneYear)
            ? null
            : $"MaxStaleness must be at least PollInterval ({options.PollInterval:c}) and at most {OneYear:c}, but was {most:c}. Use several intervals, for example \"00:10:00\".";

    private static string? CheckRange(string setting, TimeSpan value, TimeSpan least, TimeSpan most, string example) =>
        value >= least && value <= most
            ? null
            : $"{setting} must be between {least:c} and {most:c}, but was {value:c}. Use, for example, \"{example}\".";

    private static string? CheckRange(string setting, long value, long least, long most, long example) =>
        value >= least && value <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{setting} must be between {least} and {most}, but was {value}. Use, for example, {example}.");

    private static string? CheckPath(string setting, string? path, string example, string without) =>
        path is not null && (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal) || path.EndsWith(Path.DirectorySeparatorChar))
            ? $"{setting} must be the path of a file. Use, for example, \"{example}\", or omit it {without}."
            : null;

    private static string? CheckEnum<TEnum>(string setting, TEnum value)
        where TEnum : struct, Enum =>
        Enum.IsDefined(value) ? null : $"{setting} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}, but was {value:D}.";

    private static string? CheckDefault(KeyValuePair<string, FlagDefault> flag) =>
        flag.Key.Length > 0 && flag.Value is not null ? null : "Defaults must have a flag name and a state each, but one is empty. Remove it.";
}
