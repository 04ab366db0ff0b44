using System.Globalization;
using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What leaves as a trait, and what is refused because a server would respond to it with an error.</summary>
public sealed class TraitWireTests
{
    private const string User = "u";
    private const string Half = "\ud83c";

    private static IEnumerable<double> Doubles() =>
        [0.0, -0.0, 3.0, -3.0, 0.1, 1e-5, 5e-324, 1e14, 999_999_999_999_999.0, 1e15, -1e15, 1.5e15, 1_234_567_890_123_456.0, 9.9e16, 99_999_999_999_999_984.0, 1e17, 1e20, 1e300, double.MaxValue];

    [TestCaseSource(nameof(Doubles))]
    public async Task Double_IsSentAsAFloat(double value)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.ForIdentity(User).SetTraitAsync("key", value);
        await polling.Users.GetFlagsAsync(new FlagIdentity("v") { Traits = new Dictionary<string, TraitValue> { ["key"] = value } });

        foreach (var body in api.Asked)
        {
            var sent = body["traits"]![0]!["trait_value"]!.ToJsonString();
            sent.Should().MatchRegex(@"\A-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?\z").And.MatchRegex("[.E]", "Python reads a number without point and exponent as an integer");
            double.Parse(sent, CultureInfo.InvariantCulture).Should().Be(value);
        }
    }

    [TestCase("read", true)]
    [TestCase("read", false)]
    [TestCase("write", true)]
    [TestCase("write", false)]
    public async Task RefusedRequest_SpeaksOfTraits_WhereItHadSome(string call, bool hasTraits)
    {
        await using var polling = await StartedAsync(options => options.Identities.Fallback = IdentityFallback.Throw);
        new UsersApi(polling.Api).Fail(HttpStatusCode.BadRequest);
        var traits = hasTraits ? new Dictionary<string, TraitValue> { ["plan"] = "gold" } : [];
        var persistence = hasTraits ? IdentityPersistence.IdentityAndTraits : IdentityPersistence.None; // not the default: a read of its own also without traits

        Func<Task> refused = call == "read"
            ? async () => await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = traits, Persistence = persistence })
            : () => polling.Users.SetTraitsAsync(traits.ToDictionary(static trait => trait.Key, static trait => (TraitValue?)trait.Value), User);

        (await refused.Should().ThrowAsync<FlagsmithApiException>()).Which.Message.Contains("contained traits", StringComparison.Ordinal).Should().Be(hasTraits);
    }

    // Not attributes: they would mend the half of a pair.
    private static IEnumerable<TestCaseData> Texts()
    {
        yield return Case("2,000 letters", new string('v', 2000), isKey: false, isValue: true);
        yield return Case("2,001 letters", new string('v', 2001), isKey: false, isValue: false);
        yield return Case("200 letters", new string('v', 200), isKey: true, isValue: true);
        yield return Case("201 letters", new string('v', 201), isKey: false, isValue: true);
        yield return Case("200 emoji", Emoji(200), isKey: true, isValue: true);
        yield return Case("201 emoji", Emoji(201), isKey: false, isValue: true);
        yield return Case("1,001 emoji", Emoji(1001), isKey: false, isValue: true);
        yield return Case("2,000 emoji", Emoji(2000), isKey: false, isValue: true);
        yield return Case("2,001 emoji", Emoji(2001), isKey: false, isValue: false);
        yield return Case("1,999 emoji and two letters", Emoji(1999) + "ab", isKey: false, isValue: false);
        yield return Case("100 letters with combining marks", string.Concat(Enumerable.Repeat("e\u0301", 100)), isKey: true, isValue: true);
        yield return Case("101 letters with combining marks", string.Concat(Enumerable.Repeat("e\u0301", 101)), isKey: false, isValue: true);
        yield return Case("NUL", "\0", isKey: false, isValue: false);
        yield return Case("NUL inside", "a\0b", isKey: false, isValue: false);
        yield return Case("NUL after an emoji", "🎉\0", isKey: false, isValue: false);
        yield return Case("other control characters", "a\u0001\u001fb", isKey: true, isValue: true);
        yield return Case("first half of a pair at the end", "a" + Half, isKey: false, isValue: false);
        yield return Case("first half of a pair before a letter", Half + "a", isKey: false, isValue: false);
        yield return Case("second half of a pair first", "\udf89a", isKey: false, isValue: false);
        yield return Case("halves in the wrong order", "\udf89" + Half, isKey: false, isValue: false);
        yield return Case("half of a pair after a whole one", "🎉" + Half, isKey: false, isValue: false);
        static TestCaseData Case(string name, string text, bool isKey, bool isValue) => new TestCaseData(text, isKey, isValue).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Texts))]
    public async Task Text_IsSentOrRefused_AsFlagsmithCountsIt(string text, bool isKey, bool isValue)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        (await IsSentAsync(polling, text, "value")).Should().Be(isKey, "as a key");
        (await IsSentAsync(polling, "key", text)).Should().Be(isValue, "as a value");

        api.Count.Should().Be(2 * ((isKey ? 1 : 0) + (isValue ? 1 : 0)), "what is refused is not sent");
    }

    [TestCase(2000, true)]
    [TestCase(2001, false)]
    public async Task Identifier_IsCountedInCodePoints(int emoji, bool isSent)
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api);

        var read = () => polling.Users.GetFlagsAsync(Emoji(emoji)).AsTask();

        await (isSent ? read.Should().NotThrowAsync() : (Task)read.Should().ThrowAsync<ArgumentException>());
    }

    [Test]
    public async Task LocalFlagsmith_CountsAsFlagsmithDoes()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        await using var polling = HostFor(server);

        await polling.Users.ForIdentity(User).SetTraitAsync("text", Emoji(2000));
        await polling.Users.ForIdentity(User).SetTraitAsync("number", 1e15);

        server.GetTraits(User)!["text"].Should().Be((TraitValue)Emoji(2000));
        server.GetTraits(User)!["number"].Should().Be((TraitValue)1e15);
    }

    [TestCase(true, true)]
    [TestCase(false, false)]
    public async Task Status400_NamesTheSwitch_WhereTraitsWereSent(bool hasTraits, bool isNamed)
    {
        await using var polling = await StartedAsync(options => options.Identities.Fallback = IdentityFallback.Throw);
        new UsersApi(polling.Api).Fail(HttpStatusCode.BadRequest);
        var traits = hasTraits ? new Dictionary<string, TraitValue> { ["secret-key"] = "secret-value" } : null;

        var read = await polling.Users.Awaiting(users => users.GetFlagsAsync(new FlagIdentity(User) { Traits = traits })).Should().ThrowAsync<FlagsmithApiException>();

        read.Which.Message.Contains("allow client traits", StringComparison.Ordinal).Should().Be(isNamed);
        read.Which.Message.Should().Contain("400").And.NotContain("secret");
        (read.Which.Kind, read.Which.StatusCode).Should().Be((FlagsmithErrorKind.InvalidResponse, HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Status400_ForAWrite_NamesTheSwitch()
    {
        await using var polling = await StartedAsync();
        new UsersApi(polling.Api).Fail(HttpStatusCode.BadRequest);

        var write = await polling.Users.Awaiting(users => users.ForIdentity(User).SetTraitAsync("secret-key", "secret-value")).Should().ThrowAsync<FlagsmithApiException>();

        write.Which.Message.Should().Contain("allow client traits").And.NotContain("secret");
    }

    private static async Task<bool> IsSentAsync(PollingHost polling, string key, TraitValue value)
    {
        var wasWritten = await IsSentAsync(() => polling.Users.ForIdentity(User).SetTraitAsync(key, value));
        var wasRead = await IsSentAsync(() => polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = new Dictionary<string, TraitValue> { [key] = value } }).AsTask());
        wasRead.Should().Be(wasWritten, "one rule for both");
        return wasRead;
    }

    private static async Task<bool> IsSentAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (ArgumentException error)
        {
            error.Message.Should().NotContain("vvv").And.NotContain("🎉");
            return false;
        }
    }

    private static string Emoji(int count) => string.Concat(Enumerable.Repeat("🎉", count));

    private static PollingHost HostFor(LocalFlagsmith server) => new(
        options =>
        {
            options.EnvironmentKey = server.EnvironmentKey;
            options.ApiUrl = server.ApiUrl;
        },
        stubHttp: false);

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        return polling;
    }
}
