using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Whether a write is reported as done, by what the server shows of the traits.</summary>
public sealed class TraitOutcomeTests
{
    private const string User = "u";
    private const string A = """ "trait_key":"a","trait_value":1,"transient":false""";
    private const string B = """ "trait_key":"b","trait_value":2,"transient":false""";

    private static IEnumerable<TestCaseData> Responses()
    {
        // Traits set, the traits of the response, those of a later read (null: there is none), whether the write is done.
        yield return Case("one, with id", 1, $$"""{"id":5,{{A}}}""", null, true);
        yield return Case("one, id null", 1, $$"""{"id":null,{{A}}}""", null, false);
        yield return Case("one, id null, members in another order", 1, $$"""{{{A}},"id":null}""", null, false);
        yield return Case("one, id missing", 1, $$"""{{{A}}}""", null, true);
        yield return Case("one, id and transient missing", 1, """{"trait_key":"a","trait_value":1}""", null, true);
        yield return Case("one, id null, transient", 1, """{"id":null,"trait_key":"a","trait_value":1,"transient":true}""", null, true);
        yield return Case("one, id null then 5", 1, $$"""{"id":null,"id":5,{{A}}}""", null, true);
        yield return Case("one, id 5 then null", 1, $$"""{"id":5,"id":null,{{A}}}""", null, false);
        yield return Case("one, shown twice, the last with id", 1, $$"""{"id":null,{{A}}},{"id":5,{{A}}}""", null, true);
        yield return Case("one, beside another trait without id", 1, $$"""{"id":5,{{A}}},{"id":null,{{B}}}""", null, true);
        yield return Case("one, not shown", 1, $$"""{"id":5,{{B}}}""", null, false);
        yield return Case("two, one of them with id", 2, $$"""{"id":5,{{A}}},{"id":null,{{B}}}""", null, true);
        yield return Case("two, ids null, both shown later", 2, $$"""{"id":null,{{A}}},{"id":null,{{B}}}""", $$"""{"id":5,{{A}}},{"id":6,{{B}}}""", true);
        yield return Case("two, ids null, one shown later", 2, $$"""{"id":null,{{A}}},{"id":null,{{B}}}""", $$"""{"id":6,{{B}}}""", true);
        yield return Case("two, ids null, none shown later", 2, $$"""{"id":null,{{A}}},{"id":null,{{B}}}""", "", false);
        yield return Case("two, ids null, another value shown later", 2, $$"""{"id":null,{{A}}},{"id":null,{{B}}}""", """{"id":5,"trait_key":"a","trait_value":9,"transient":false}""", false);
        yield return Case("two, ids missing", 2, $$"""{{{A}}},{{{B}}}""", null, true);
        static TestCaseData Case(string name, int set, string shown, string? later, bool isDone) => new TestCaseData(set, shown, later, isDone).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Responses))]
    public async Task Write_IsDone_WhereTheServerShowsThatItKept(int set, string shown, string? later, bool isDone)
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        var api = new UsersApi(polling.Api);
        api.Response = asked => StubApi.Json(Body(asked["traits"]!.AsArray().Count > 0 ? shown : later ?? ""));
        var traits = new Dictionary<string, TraitValue?> { ["a"] = 1, ["b"] = 2 }.Take(set).ToDictionary();

        var write = () => set == 1 ? polling.Users.ForIdentity(User).SetTraitAsync("a", 1) : polling.Users.SetTraitsAsync(traits, User);

        if (isDone)
        {
            (await write()).IsEnabled("a_flag").Should().BeTrue();
        }
        else
        {
            (await write.Should().ThrowAsync<FlagsmithApiException>()).Which.Should().Match<FlagsmithApiException>(
                error => error.StatusCode == HttpStatusCode.OK && error.Message.Contains("organisation stores traits", StringComparison.Ordinal));
        }

        api.Count.Should().Be(later is null ? 1 : 2);
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task OrganisationStoresNoTraits_IsAnError(int set)
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.PersistTraits = false);
        server.SetFlag("a_flag", true);
        await using var polling = HostFor(server);

        var write = () => polling.Users.SetTraitsAsync(new Dictionary<string, TraitValue?> { ["a"] = 1, ["b"] = 2 }.Take(set).ToDictionary(), User);

        await write.Should().ThrowAsync<FlagsmithApiException>();
    }

    [Test]
    public async Task SeveralNewTraits_OfWhichFlagsmithShowsNoIds_AreStored()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("a_flag", true);
        await using var polling = HostFor(server);

        await polling.Users.SetTraitsAsync(new Dictionary<string, TraitValue?> { ["a"] = 1, ["b"] = 2 }, User);
        server.Requests.Should().HaveCount(2, "the response leaves open whether they are stored");
        await polling.Users.SetTraitsAsync(new Dictionary<string, TraitValue?> { ["a"] = 3, ["b"] = 4 }, User);
        server.Requests.Should().HaveCount(3, "now it shows their ids");

        server.GetTraits(User).Should().HaveCount(2);
    }

    [Test]
    public async Task EdgeProxy_ThatStoresNone_CannotBeToldApart()
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.EdgeProxy = true);
        server.SetFlag("a_flag", true);
        await using var polling = HostFor(server);

        await polling.Users.ForIdentity(User).SetTraitAsync("a", 1);

        polling.Users.Invalidate(User);
        (await polling.Users.ForIdentity(User).GetTraitAsync("a")).Should().BeNull("the documentation says so");
    }

    [TestCase(IdentityPersistence.IdentityAndTraits, 1)]
    [TestCase(IdentityPersistence.Identity, 0)]
    public async Task Read_WhoseTraitsAreNotStored_IsWarnedOf_WhereTheyWereToBe(IdentityPersistence persistence, int warnings)
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.PersistTraits = false);
        server.SetFlag("a_flag", true);
        await using var polling = HostFor(server);

        await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = new Dictionary<string, TraitValue> { ["a"] = 1 }, Persistence = persistence });

        polling.Logs.Count("TraitsDropped").Should().Be(warnings);
    }

    private static string Body(string traits) => $$"""{"identifier":"{{User}}","traits":[{{traits}}],"flags":{{Bodies.List(Bodies.Flag("a_flag"))}}}""";

    private static PollingHost HostFor(LocalFlagsmith server) => new(
        options =>
        {
            options.EnvironmentKey = server.EnvironmentKey;
            options.ApiUrl = server.ApiUrl;
        },
        stubHttp: false);
}
