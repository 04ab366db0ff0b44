using System.Net;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>The segments of one user: known where users are evaluated in this process, and nowhere else.</summary>
public sealed class SegmentsOfUsersTests
{
    private static readonly string Document = Documents.Of(
        [Documents.State("a")],
        [
            Documents.Segment("without flags", "plan", "IS_SET", ""),
            Documents.Gold(Documents.State("a", "1")),
            Documents.Segment("adas", "$.identity.identifier", "IN", "ada,grace"),
        ]);

    [TestCase("bob", null, "")]
    [TestCase("ada", null, "adas")]
    [TestCase("bob", "free", "without flags")]
    [TestCase("ada", "gold", "without flags,gold,adas")]
    public async Task Segments_AreThoseOfTheDocument_InItsOrder(string identifier, string? plan, string expected)
    {
        await using var polling = Host(FlagsmithMode.LocalEvaluation);
        polling.Api.RespondJson(Document);
        await polling.StartAsync();
        var identity = new FlagIdentity(identifier) { Traits = plan is null ? null : new Dictionary<string, TraitValue> { ["plan"] = plan } };

        string.Join(',', polling.Users.GetSegments(identity)).Should().Be(expected);
        polling.Users.ForIdentity(identity).GetSegments().Should().Equal(polling.Users.GetSegments(identity));
        polling.Api.Requests.Should().ContainSingle();
    }

    [Test]
    public async Task Segments_FollowTheDocument()
    {
        await using var polling = Host(FlagsmithMode.LocalEvaluation);
        polling.Api.RespondJson(Document);
        await polling.StartAsync();
        polling.Api.RespondJson(Document.Replace("ada,grace", "grace", StringComparison.Ordinal));

        await polling.Flags.RefreshAsync();

        polling.Users.ForIdentity("ada").GetSegments().Should().BeEmpty();
        polling.Users.ForIdentity("grace").GetSegments().Should().Equal("adas");
    }

    [TestCase(IdentityFallback.EnvironmentFlags)]
    [TestCase(IdentityFallback.Throw)]
    public async Task BeforeTheFirstDocument_ThereAreNone_AndNoFallback(IdentityFallback fallback)
    {
        await using var polling = Host(FlagsmithMode.LocalEvaluation, options => options.Identities.Fallback = fallback);
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);

        polling.Users.Invoking(users => users.GetSegments(new FlagIdentity("ada"))).Should().Throw<FlagsmithApiException>().WithMessage("No environment document has been loaded*");
    }

    [TestCase(FlagsmithMode.Remote, false, "*Mode = Remote*Set Mode to LocalEvaluation*")]
    [TestCase(FlagsmithMode.LocalEvaluation, true, "*Offline = true*LocalEvaluation*")]
    public async Task WhereUsersAreNotEvaluatedHere_TheErrorSaysWhatToSet(FlagsmithMode mode, bool isOffline, string message)
    {
        await using var polling = Host(mode, options => options.Offline = isOffline);

        polling.Users.Invoking(users => users.GetSegments(new FlagIdentity("the-secret-user"))).Should().Throw<InvalidOperationException>().WithMessage(message).Which.Message.Should().NotContain("secret");
        polling.Api.Requests.Should().BeEmpty();
    }

    [Test]
    public void TestProvider_ReturnsWhatWasSet_OfThatUser()
    {
        var users = new TestIdentityFlagProvider().SetSegmentsFor("ada", "first", "second").SetSegmentsFor("ada", "gold", "beta");

        users.ForIdentity("ada").GetSegments().Should().Equal("gold", "beta");
        users.ForIdentity("bob").GetSegments().Should().BeEmpty();
        users.IsFallback = true;
        users.Invoking(all => all.GetSegments(new FlagIdentity("ada"))).Should().Throw<FlagsmithApiException>();
    }

    private static PollingHost Host(FlagsmithMode mode, Action<FlagsmithPollingOptions>? configure = null) => new(options =>
    {
        options.Mode = mode;
        configure?.Invoke(options);
    });
}
