using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>A response that is for another user, as a cache in between sends it: neither kept nor shown.</summary>
public sealed class OtherUserTests
{
    private const string User = "ada@example.com";

    [TestCase("get")]
    [TestCase("traits")]
    [TestCase("refresh")]
    [TestCase("write")]
    public async Task ResponseForAnotherUser_IsAnInvalidResponse(string call)
    {
        await using var polling = new PollingHost(static options => options.Identities.Fallback = IdentityFallback.Throw);
        var api = new UsersApi(polling.Api) { Response = static request => Respond(request, "mallory@example.com") };

        var thrown = await polling.Users.Awaiting(users => CallAsync(users, call)).Should().ThrowAsync<FlagsmithApiException>();

        thrown.Which.Kind.Should().Be(FlagsmithErrorKind.InvalidResponse);
        thrown.Which.ToString().Should().NotContain("mallory").And.NotContain(User);
        api.Response = null;
        polling.Time.Advance(TimeSpan.FromSeconds(6));
        (await polling.Users.GetFlagsAsync(User)).Traits.Should().BeEmpty();
        api.Count.Should().Be(2, "nothing was cached");
    }

    [TestCase("ada@example.com")]
    [TestCase(" ada@example.com\u00a0")]
    [TestCase("\u2003ada@example.com\n")]
    [TestCase(null)]
    public async Task SameUser_IsRecognizedAsCoreEchoesIt(string? echoed)
    {
        await using var polling = new PollingHost(static options => options.Identities.Fallback = IdentityFallback.Throw);
        _ = new UsersApi(polling.Api) { Response = request => Respond(request, echoed) };

        (await polling.Users.GetFlagsAsync(User)).Flags.Should().ContainSingle();
    }

    private static Task<HttpResponseMessage> Respond(JsonObject request, string? identifier)
    {
        var body = JsonNode.Parse(UsersApi.Body(request, Bodies.Flag("a_flag")))!.AsObject();
        body["identifier"] = identifier;
        return StubApi.Json(body.ToJsonString());
    }

    private static async Task<IIdentityFlagSnapshot> CallAsync(IIdentityFlagProvider users, string call) => call switch
    {
        "get" => await users.GetFlagsAsync(User),
        "traits" => await users.GetFlagsAsync(new FlagIdentity(User) { Traits = new Dictionary<string, TraitValue> { ["plan"] = "x" } }),
        "refresh" => await users.RefreshAsync(User),
        _ => await users.ForIdentity(User).SetTraitAsync("plan", "x"),
    };
}
