using System.Text.Json.Nodes;
using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Which reads share a response, what is sent for them, and what is refused before it is sent.</summary>
public sealed class IdentityKeysTests
{
    private static readonly Dictionary<string, TraitValue> One = new() { ["plan"] = 1, ["vip"] = true };

    private static IEnumerable<TestCaseData> OtherReads()
    {
        yield return Case("text instead of number", new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "1", ["vip"] = true } });
        yield return Case("double instead of integer", new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["plan"] = 1.0, ["vip"] = true } });
        yield return Case("boolean as text", new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["plan"] = 1, ["vip"] = "true" } });
        yield return Case("one trait less", new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["plan"] = 1 } });
        yield return Case("no trait", new FlagIdentity("u"));
        yield return Case("another persistence", new FlagIdentity("u") { Traits = One, Persistence = IdentityPersistence.None });
        yield return Case("another case of a key", new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["Plan"] = 1, ["vip"] = true } });
        yield return Case("another user", new FlagIdentity("U") { Traits = One });
        static TestCaseData Case(string name, FlagIdentity identity) => new TestCaseData(identity).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(OtherReads))]
    public async Task ReadsThatMustDiffer_Differ(FlagIdentity other)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = One });
        await polling.Users.GetFlagsAsync(other);
        await polling.Users.GetFlagsAsync(other);

        api.Count.Should().Be(2);
    }

    [Test]
    public async Task ReadsThatMustAgree_ShareOneResponse()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = One });
        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["vip"] = true, ["plan"] = 1 } });
        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = One, Persistence = IdentityPersistence.Identity });
        api.Count.Should().Be(1);

        await polling.Users.GetFlagsAsync("u");
        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue>() });
        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Persistence = IdentityPersistence.Identity });
        api.Count.Should().Be(2);
    }

    [Test]
    public async Task TwoHundredTraitValuesOfOneUser_AreOneEntryOfBoundedSize()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        for (var i = 0; i < 200; i++)
        {
            await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["n"] = i } });
        }

        polling.RemoteUsers.Count.Should().Be(1);
        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["n"] = 192 } });
        api.Count.Should().Be(200, "the youngest eight are kept");
        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { ["n"] = 191 } });
        api.Count.Should().Be(201);
    }

    [TestCase(null, false, true)]
    [TestCase(IdentityPersistence.Identity, false, true)]
    [TestCase(IdentityPersistence.None, true, false)]
    [TestCase(IdentityPersistence.IdentityAndTraits, false, false)]
    public async Task Read_SaysWhatMayBeStored(IdentityPersistence? persistence, bool isTransient, bool areTraitsTransient)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.GetFlagsAsync(new FlagIdentity("u") { Traits = One, Persistence = persistence });

        var sent = api.Asked.Single();
        (sent["transient"]?.GetValue<bool>() ?? false).Should().Be(isTransient);
        sent["traits"]!.AsArray().Should().OnlyContain(trait => (trait!["transient"] != null && trait["transient"]!.GetValue<bool>()) == areTraitsTransient);
    }

    [Test]
    public async Task Traits_AreSentWithTheirKinds()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.SetTraitsAsync(
            new Dictionary<string, TraitValue?> { ["text"] = "1", ["integer"] = 1, ["whole"] = 3.0, ["fraction"] = 1.25, ["yes"] = true, ["gone"] = null, ["big"] = 1e300 }, "u");

        var sent = api.Asked.Single()["traits"]!.AsArray().ToDictionary(trait => trait!["trait_key"]!.GetValue<string>(), trait => trait!["trait_value"]?.ToJsonString());
        sent.Should().Equal(new Dictionary<string, string?>
        {
            ["text"] = "\"1\"",
            ["integer"] = "1",
            ["whole"] = "3.0",
            ["fraction"] = "1.25",
            ["yes"] = "true",
            ["gone"] = null,
            ["big"] = "1E+300",
        });
    }

    // The names are plain: runners of tests disagree about those with characters outside the basic plane.
    private static IEnumerable<TestCaseData> Identifiers()
    {
        yield return Named("reserved", "a+b/c&d#e%f?g=h");
        yield return Named("separators", "with spaces: and; separators|, \t tab");
        yield return Named("unicode", "emoji 🎉 日本語 ünï");
        yield return Named("digits", "007");
        yield return Named("quotes", "\"quoted\" \\ back");
        yield return Named("2000 emoji", string.Concat(Enumerable.Repeat("🎉", 2000)));
        yield return Named("2000 letters", new string('x', 2000));
    }

    private static TestCaseData Named(string name, string identifier) => new TestCaseData(identifier).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Identifiers))]
    public async Task Identifiers_ArriveAsTheyAre(string identifier)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("a_flag", true);
        server.SetOverride(identifier, "a_flag", false, "theirs");
        await using var polling = new PollingHost(
            options =>
            {
                options.EnvironmentKey = server.EnvironmentKey;
                options.ApiUrl = server.ApiUrl;
            },
            stubHttp: false);

        var user = await polling.Users.GetFlagsAsync(identifier);

        (user.IsEnabled("a_flag"), user.GetValue("a_flag", "")).Should().Be((false, "theirs"));
        JsonNode.Parse(server.Requests.Single().Body)!["identifier"]!.GetValue<string>().Should().Be(identifier);
    }

    // Not attributes: they would mend the half of a pair.
    private static IEnumerable<TestCaseData> BadIdentifiers() => [Named("empty", ""), Named("blank", "   "), Named("a NUL", "a\0b"), Named("half of a pair", "half \ud83c of a pair")];

    [TestCaseSource(nameof(BadIdentifiers))]
    public async Task Identifier_ThatIsNone_IsRefusedUnsent(string identifier)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.Awaiting(users => users.GetFlagsAsync(identifier)).Should().ThrowAsync<ArgumentException>();
        await polling.Users.Awaiting(users => users.ForIdentity(identifier).SetTraitAsync("key", 1)).Should().ThrowAsync<ArgumentException>();
        await polling.Users.Awaiting(users => users.GetFlagsAsync(new string('x', 2001))).Should().ThrowAsync<ArgumentException>();

        api.Count.Should().Be(0);
    }

    private static IEnumerable<TestCaseData> BadTraits()
    {
        yield return Case("empty key", "", 1);
        yield return Case("long key", new string('k', 201), 1);
        yield return Case("white space at an end", "key ", 1);
        yield return Case("long text", "key", new string('v', 2001));
        yield return Case("beyond 32 bits", "key", 3_000_000_000L);
        yield return Case("NaN", "key", double.NaN);
        yield return Case("infinity", "key", double.PositiveInfinity);
        yield return Case("nothing", "key", default);
        static TestCaseData Case(string name, string key, TraitValue value) => new TestCaseData(key, value).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BadTraits))]
    public async Task Trait_ThatFlagsmithCannotStore_IsRefusedUnsent(string key, TraitValue value)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        var set = await polling.Users.Awaiting(users => users.ForIdentity("the-secret-user").SetTraitAsync(key, value)).Should().ThrowAsync<ArgumentException>();
        await polling.Users.Awaiting(users => users.GetFlagsAsync(new FlagIdentity("u") { Traits = new Dictionary<string, TraitValue> { [key] = value } })).Should().ThrowAsync<ArgumentException>();

        set.Which.Message.Should().NotContain("the-secret-user").And.NotContain("3000000000").And.NotContain(new string('v', 50)).And.NotContain(new string('k', 50));
        api.Count.Should().Be(0);
    }

    [Test]
    public void TraitValue_FromNullText_IsRefused() => FluentActions.Invoking(() => (TraitValue)(string)null!).Should().Throw<ArgumentNullException>();

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag"), Bodies.Flag("another")));
        await polling.StartAsync();
        return polling;
    }
}
