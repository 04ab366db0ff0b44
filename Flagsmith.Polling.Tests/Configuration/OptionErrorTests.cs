using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>Each option's error, word for word: people read it once, at a start that failed. Each bound itself is accepted.</summary>
public sealed class OptionErrorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private static IEnumerable<TestCaseData> Errors()
    {
        yield return Case(o => o.EnvironmentKey = "", "EnvironmentKey is required, but was empty. Set it to the environment's client-side key, or to a server-side key that starts with \"ser.\".");
        yield return Case(o => o.EnvironmentKey = "ab c", "EnvironmentKey must be printable ASCII without whitespace, but its character 3 of 4 is not. Copy the key again; a line end or a quotation mark may have been copied with it.");
        yield return Case(o => o.ApiUrl = new Uri("ftp://flags.example.com/"), "ApiUrl must be an absolute https URL, but is not. Use, for example, \"https://api.flagsmith.com/api/v1/\".");
        yield return Case(o => o.ApiUrl = new Uri("https://flags.example.com/#a"), "ApiUrl must be scheme, host and path alone, but has a user name, a query or a fragment. Remove them.");
        yield return Case(o => o.ApiUrl = new Uri("http://flags.example.com/"), "ApiUrl must use https, or http to this machine, but uses http to another machine: the key would cross the network unencrypted. Use https, or set AllowInsecureHttp to true.");
        yield return Case(o => o.PollInterval = TimeSpan.FromSeconds(1) - Tick, "PollInterval must be between 00:00:01 and 1.00:00:00, but was 00:00:00.9999999. Use, for example, \"00:01:00\".");
        yield return Case(o => o.PollJitter = 0.51, "PollJitter must be between 0 and 0.5, but was 0.51. Use, for example, 0.1.");
        yield return Case(o => o.PollJitter = -0.01, "PollJitter must be between 0 and 0.5, but was -0.01. Use, for example, 0.1.");
        yield return Case(o => o.RequestTimeout = TimeSpan.Zero, "RequestTimeout must be between 00:00:00.1000000 and 00:05:00, but was 00:00:00. Use, for example, \"00:00:10\".");
        yield return Case(o => (o.Mode, o.EnvironmentKey) = (FlagsmithMode.LocalEvaluation, "client-side"), "EnvironmentKey must be a server-side key, which starts with \"ser.\", where Mode is LocalEvaluation. Create one on the environment's SDK Keys page, or set Mode to Remote.");
        yield return Case(o => o.SharedStore.Secret = "fifteen letters", "SharedStore:Secret must have at least 16 characters, but has 15. Use random text, for example the output of \"openssl rand -base64 32\", or omit it.");
        yield return Case(o => o.SharedStore.HostName = " ", "SharedStore:HostName must not be empty. Omit it to use the machine's name.");
        yield return Case(o => o.LocalEvaluation.SegmentsWithoutIdentity = (SegmentsWithoutIdentity)9, "LocalEvaluation:SegmentsWithoutIdentity must be one of IdentityIndependent, All, None, but was 9.");
        yield return Case(o => o.StartupPolicy = (StartupPolicy)9, "StartupPolicy must be one of ContinueWithDefaults, FailHost, DoNotWait, but was 9.");
        yield return Case(o => o.StartupTimeout = -Tick, "StartupTimeout must be between 00:00:00 and 00:05:00, but was -00:00:00.0000001. Use, for example, \"00:00:05\".");
        yield return Case(o => o.MaxStaleness = TimeSpan.FromSeconds(59), "MaxStaleness must be at least PollInterval (00:01:00) and at most 365.00:00:00, but was 00:00:59. Use several intervals, for example \"00:10:00\".");
        yield return Case(o => o.WhenStale = (StalePolicy)9, "WhenStale must be one of ServeLastGood, ServeDefaults, but was 9.");
        yield return Case(o => o.MaxBodyBytes = 1023, "MaxBodyBytes must be between 1024 and 1073741824, but was 1023. Use, for example, 67108864.");
        yield return Case(o => o.MaxFlags = 0, "MaxFlags must be between 1 and 2147483647, but was 0. Use, for example, 100000.");
        yield return Case(o => o.LastKnownGood.MaxAge = TimeSpan.Zero, "LastKnownGood:MaxAge must be between 00:01:00 and 365.00:00:00, but was 00:00:00. Use, for example, \"7.00:00:00\".");
        foreach (var path in new[] { "", " ", "a\0b", "folder" + Path.DirectorySeparatorChar })
        {
            yield return Case(o => o.LastKnownGood.Path = path, "LastKnownGood:Path must be the path of a file. Use, for example, \"/var/lib/my-service/flags\", or omit it to keep no file.");
        }

        yield return Case(o => o.CustomHeaders[""] = "x", "CustomHeaders must have names, but one is empty. Remove it.");
        yield return Case(o => o.Defaults[""] = new FlagDefault(), "Defaults must have a flag name and a state each, but one is empty. Remove it.");
        yield return Case(o => o.Defaults["beta"] = null!, "Defaults must have a flag name and a state each, but one is empty. Remove it.");
        yield return Case(o => o.Identities.TimeToLive = TimeSpan.Zero, "Identities:TimeToLive must be between 00:00:01 and 1.00:00:00, but was 00:00:00. Use, for example, \"00:05:00\".");
        yield return Case(o => o.Identities.MaxEntries = 99, "Identities:MaxEntries must be between 100 and 2147483647, but was 99. Use, for example, 100000.");
        yield return Case(o => o.Identities.MaxBytes = 1048575, "Identities:MaxBytes must be between 1048576 and 1099511627776, but was 1048575. Use, for example, 268435456.");
        yield return Case(o => o.Identities.MaxBytes = 1099511627777, "Identities:MaxBytes must be between 1048576 and 1099511627776, but was 1099511627777. Use, for example, 268435456.");
        yield return Case(o => o.Identities.MaxBytesInFlight = 17179869185, "Identities:MaxBytesInFlight must be between 1048576 and 17179869184, but was 17179869185. Use, for example, 67108864.");
        yield return Case(o => o.Identities.MaxTraitSetsPerIdentity = 65, "Identities:MaxTraitSetsPerIdentity must be between 1 and 64, but was 65. Use, for example, 8.");
        yield return Case(o => o.Identities.StaleWhileRevalidate = -Tick, "Identities:StaleWhileRevalidate must be between 00:00:00 and 1.00:00:00, but was -00:00:00.0000001. Use, for example, \"00:01:00\".");
        yield return Case(o => o.Identities.StaleIfError = -Tick, "Identities:StaleIfError must be between 00:00:00 and 7.00:00:00, but was -00:00:00.0000001. Use, for example, \"01:00:00\".");
        yield return Case(o => o.Identities.FailureBackoff = -Tick, "Identities:FailureBackoff must be between 00:00:00 and 00:05:00, but was -00:00:00.0000001. Use, for example, \"00:00:05\".");
        yield return Case(o => o.Identities.FetchTimeout = TimeSpan.Zero, "Identities:FetchTimeout must be between 00:00:00.1000000 and 00:05:00, but was 00:00:00. Use, for example, \"00:00:10\".");
        yield return Case(o => o.Identities.MaxConcurrentFetches = 1025, "Identities:MaxConcurrentFetches must be between 1 and 1024, but was 1025. Use, for example, 32.");
        yield return Case(o => o.Identities.WhenEnvironmentChanges = (EnvironmentChangePolicy)9, "Identities:WhenEnvironmentChanges must be one of FollowAndRefresh, WaitForRefresh, Follow, but was 9.");
        yield return Case(o => o.Identities.Persistence = (IdentityPersistence)9, "Identities:Persistence must be one of Identity, None, IdentityAndTraits, but was 9.");
        yield return Case(o => o.Identities.Fallback = (IdentityFallback)9, "Identities:Fallback must be one of EnvironmentFlags, Throw, but was 9.");
    }

    private static IEnumerable<Action<FlagsmithPollingOptions>> Bounds() =>
    [
        o => (o.Offline, o.ApiUrl) = (true, new Uri("http://flags.example.com/")), o => (o.Offline, o.Mode, o.EnvironmentKey) = (true, FlagsmithMode.LocalEvaluation, "client-side"),
        o => (o.Mode, o.EnvironmentKey) = (FlagsmithMode.LocalEvaluation, "ser.key"), o => o.SharedStore.Secret = "sixteen letters.", o => o.PollJitter = 0, o => o.PollJitter = 0.5, o => o.MaxStaleness = o.PollInterval, o => o.MaxBodyBytes = 1024, o => o.MaxBodyBytes = 1 << 30, o => o.MaxFlags = 1,
        o => o.RequestTimeout = TimeSpan.FromMilliseconds(100), o => o.StartupTimeout = TimeSpan.Zero, o => o.LastKnownGood.MaxAge = TimeSpan.FromMinutes(1),
        o => o.Identities.TimeToLive = TimeSpan.FromSeconds(1), o => o.Identities.MaxEntries = 100, o => o.Identities.MaxBytes = 1 << 20, o => o.Identities.MaxBytes = 1L << 40,
        o => o.Identities.MaxBytesInFlight = 1 << 20, o => o.Identities.MaxBytesInFlight = 1L << 34, o => o.Identities.MaxTraitSetsPerIdentity = 1, o => o.Identities.MaxTraitSetsPerIdentity = 64,
        o => o.Identities.MaxConcurrentFetches = 1, o => o.Identities.MaxConcurrentFetches = 1024, o => o.Identities.StaleIfError = TimeSpan.Zero,
    ];

    private static IEnumerable<TestCaseData> UnreadableText()
    {
        yield return new TestCaseData("ApiUrl", "somewhere", "ApiUrl must be an absolute URL, but is not. Use, for example, \"https://api.flagsmith.com/api/v1/\".");
        yield return new TestCaseData("AllowInsecureHttp", "yes", "AllowInsecureHttp must be true or false, but is not. Use \"true\" or \"false\".");
        yield return new TestCaseData("PollInterval", "60", "PollInterval must be a time span, but was \"60\". A number alone would mean days; for 60 seconds use \"00:01:00\".");
        yield return new TestCaseData("PollInterval", "-5", "PollInterval must be a time span, but was \"-5\". A number alone would mean days; for -5 seconds use \"00:00:00\".");
        yield return new TestCaseData("PollInterval", "1:2:3:4:5", "PollInterval must be a time span, but was \"1:2:3:4:5\". Use hours, minutes and seconds, for example \"00:01:00\".");
        yield return new TestCaseData("RequestTimeout", "soon", "RequestTimeout must be a time span, but is not. Use hours, minutes and seconds, for example \"00:01:00\".");
        yield return new TestCaseData("RequestTimeout", "", "RequestTimeout must be a time span, but is not. Use hours, minutes and seconds, for example \"00:01:00\".");
        yield return new TestCaseData("PollJitter", "0,1,2.3", "PollJitter must be a number, but was \"0,1,2.3\". Use a decimal point, for example \"0.1\".");
        yield return new TestCaseData("StartupPolicy", "7", "StartupPolicy must be one of its values, but was \"7\". Use one of ContinueWithDefaults, FailHost, DoNotWait.");
        yield return new TestCaseData("LocalEvaluation:SegmentsWithoutIdentity", "7", "LocalEvaluation:SegmentsWithoutIdentity must be one of its values, but was \"7\". Use one of IdentityIndependent, All, None.");
        yield return new TestCaseData("LocalEvaluation:HideDisabledFlags", "on", "LocalEvaluation:HideDisabledFlags must be true or false, but is not. Use \"true\" or \"false\".");
        yield return new TestCaseData("MaxFlags", "1.000", "MaxFlags must be a whole number, but was \"1.000\". Use digits only, for example \"100\".");
        yield return new TestCaseData("Identities:MaxBytes", "1.000", "Identities:MaxBytes must be a whole number, but was \"1.000\". Use digits only, for example \"100\".");
        yield return new TestCaseData("Identities:MaxBytes", "12345678901234567890", "Identities:MaxBytes must be a whole number, but was \"12345678901234567890\". Use digits only, for example \"100\".");
        yield return new TestCaseData("Identities:MaxBytes", "123456789012345678901", "Identities:MaxBytes must be a whole number, but is not. Use digits only, for example \"100\".");
        yield return new TestCaseData("Defaults:beta", "on", "Defaults:beta must have the members Enabled and Value, but is a single string. Use { \"Enabled\": true, \"Value\": \"…\" }.");
        yield return new TestCaseData("Defaults:beta:Enabled", "on", "Defaults:beta:Enabled must be true or false, but is not. Use \"true\" or \"false\".");
        yield return new TestCaseData("Defaults:beta:Enabled:x", "true", "Defaults:beta:Enabled must be true or false, but is not. Use \"true\" or \"false\".");
        yield return new TestCaseData("Defaults:beta:Value:limit", "5", "Defaults:beta:Value must be a string, a number or a boolean, but is an object or an array. Use its JSON as one string, for example \"{ \\\"limit\\\": 5 }\".");
    }

    [TestCaseSource(nameof(Errors))]
    public async Task OutOfRange_NamesSetting_Range_Value_AndExample(Action<FlagsmithPollingOptions> set, string expected) =>
        (await FindAsync([], set)).Should().Equal("Flagsmith:" + expected);

    [TestCaseSource(nameof(Bounds))]
    public async Task Bound_IsAccepted(Action<FlagsmithPollingOptions> set) => (await FindAsync([], set)).Should().BeEmpty();

    [TestCaseSource(nameof(UnreadableText))]
    public async Task UnreadableText_NamesSetting_Form_AndExample(string setting, string text, string expected) =>
        (await FindAsync(new() { ["Flagsmith:" + setting] = text }, _ => { })).Should().Equal("Flagsmith:" + expected);

    [Test]
    public async Task DefaultWithoutText_IsNoError() => (await FindAsync(new() { ["Flagsmith:Defaults:beta"] = "" }, _ => { })).Should().BeEmpty();

    [Test]
    public void NoOptions_Throws() => new FlagsmithPollingOptionsValidator(new([], []), new([]))
        .Invoking(validator => validator.Validate("", null!)).Should().Throw<ArgumentNullException>();

    [Test]
    public void ReplacedEnvironment_IsNotChecked()
    {
        var validator = new FlagsmithPollingOptionsValidator(new([], []), new([new Replacement("gone")]));

        validator.Validate("gone", new FlagsmithPollingOptions()).Skipped.Should().BeTrue("nothing reads them");
        validator.Validate(null, new FlagsmithPollingOptions()).Failed.Should().BeTrue("the unnamed environment is read");
    }

    private static TestCaseData Case(Action<FlagsmithPollingOptions> set, string expected) => new(set, expected);

    private static async Task<string[]> FindAsync(Dictionary<string, string?> settings, Action<FlagsmithPollingOptions> set)
    {
        await using var polling = new PollingHost(
            options =>
            {
                options.EnvironmentKey = "key";
                set(options);
            },
            setDefaults: false);
        polling.Configuration.AddInMemoryCollection(settings);
        try
        {
            _ = polling.Host.Services.GetRequiredService<IOptions<FlagsmithPollingOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException errors)
        {
            return [.. errors.Failures];
        }
    }
}
