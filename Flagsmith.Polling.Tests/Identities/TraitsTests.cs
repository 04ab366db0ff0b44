using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Traits against a local Flagsmith: stored, read, deleted, dropped by the server.</summary>
public sealed class TraitsTests
{
    private const string User = "ada";

    [TestCase(IdentityPersistence.Identity)]
    [TestCase(IdentityPersistence.None)]
    [TestCase(IdentityPersistence.IdentityAndTraits)]
    public async Task SetTrait_DropTheCache_Read_TheFlagIsOn(IdentityPersistence persistence)
    {
        await using var server = await StartServerAsync();
        await using var polling = HostFor(server, options => options.Identities.Persistence = persistence);
        (await polling.Users.ForIdentity(User).IsEnabledAsync("vip")).Should().BeFalse();

        var after = await polling.Users.ForIdentity(User).SetTraitAsync("plan", "premium");
        after.IsEnabled("vip").Should().BeTrue("the response of the same round trip shows it");
        polling.Users.Invalidate(User);

        (await polling.Users.ForIdentity(User).IsEnabledAsync("vip")).Should().BeTrue();
        (await polling.Users.ForIdentity(User).GetTraitAsync("plan")).Should().Be((TraitValue)"premium");
        server.Requests.Should().OnlyContain(request => request.Method == "POST" && request.Path == "identities/", "a read never uses GET");
    }

    [Test]
    public async Task SetTrait_UpdatesTheCachedUser_AndDropsItsOtherVariants()
    {
        await using var server = await StartServerAsync();
        await using var polling = HostFor(server);
        var variant = new FlagIdentity(User) { Traits = new Dictionary<string, TraitValue> { ["age"] = 20 } };
        await polling.Users.GetFlagsAsync(User);
        await polling.Users.GetFlagsAsync(variant);

        await polling.Users.ForIdentity(User).SetTraitAsync("plan", "premium");

        polling.Cached(User).IsEnabled("vip").Should().BeTrue();
        server.Requests.Should().HaveCount(3);
        (await polling.Users.GetFlagsAsync(variant)).IsEnabled("vip").Should().BeTrue();
        server.Requests.Should().HaveCount(4);
    }

    [Test]
    public async Task Read_WithPassedTraits_CountsThemAndStoresThemOnlyWhenSaid()
    {
        await using var server = await StartServerAsync();
        await using var polling = HostFor(server);
        var passed = new Dictionary<string, TraitValue> { ["plan"] = "premium" };

        (await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = passed })).IsEnabled("vip").Should().BeTrue();
        server.GetTraits(User).Should().BeEmpty("the user is known, the traits are not stored");
        (await polling.Users.GetFlagsAsync(new FlagIdentity("nobody") { Traits = passed, Persistence = IdentityPersistence.None })).IsEnabled("vip").Should().BeTrue();
        server.GetTraits("nobody").Should().BeNull("nothing was to be stored");
        (await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = passed, Persistence = IdentityPersistence.IdentityAndTraits })).IsEnabled("vip").Should().BeTrue();

        server.GetTraits(User).Should().ContainKey("plan");
        (await polling.Users.ForIdentity(User).IsEnabledAsync("vip")).Should().BeTrue("what was stored counts for the plain read, which is not served from before");
    }

    [Test]
    public async Task RemoveTrait_DeletesIt()
    {
        await using var server = await StartServerAsync();
        server.SetTrait(User, "plan", "premium");
        server.SetTrait(User, "age", 20);
        await using var polling = HostFor(server);
        (await polling.Users.GetTraitsAsync(User)).Should().HaveCount(2);

        var after = await polling.Users.ForIdentity(User).RemoveTraitAsync("plan");

        after.IsEnabled("vip").Should().BeFalse();
        (await polling.Users.ForIdentity(User).GetTraitAsync("plan")).Should().BeNull();
        server.GetTraits(User).Should().ContainSingle().Which.Value.Should().Be((TraitValue)20);
    }

    [Test]
    public async Task SetTrait_ServerDropsItInSilence_IsAnError()
    {
        await using var server = await StartServerAsync(options => options.AllowClientTraits = false);
        server.SetTrait(User, "plan", "old");
        await using var polling = HostFor(server);

        var thrown = await polling.Users.Awaiting(users => users.ForIdentity(User).SetTraitAsync("plan", "premium")).Should().ThrowAsync<FlagsmithApiException>();

        thrown.Which.StatusCode.Should().Be(HttpStatusCode.OK);
        thrown.Which.Message.Should().Contain("client traits").And.NotContain("premium").And.NotContain(User);
    }

    [Test]
    public async Task Read_ServerDropsPassedTraits_IsWarnedOfOnce()
    {
        await using var server = await StartServerAsync(options => options.AllowClientTraits = false);
        await using var polling = HostFor(server);
        for (var i = 0; i < 3; i++)
        {
            await polling.Users.GetFlagsAsync(new FlagIdentity($"user-{i}") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "premium" } });
        }

        polling.Logs.Count("TraitsDropped").Should().Be(1);
    }

    [Test]
    public async Task SetTrait_ServerHidesTraits_IsTakenForStored()
    {
        await using var server = await StartServerAsync(options => options.HideSensitiveData = true);
        await using var polling = HostFor(server);

        (await polling.Users.ForIdentity(User).SetTraitAsync("plan", "premium")).IsEnabled("vip").Should().BeTrue();
    }

    [Test]
    public async Task SetTrait_ApiDown_Throws_AndWhatIsCachedStays()
    {
        var server = await StartServerAsync(options => options.EnvironmentKey = "of-this-server-alone"); // another one may get its port
        await using var polling = HostFor(server);
        await polling.Users.GetFlagsAsync(User);
        await server.DisposeAsync();

        await polling.Users.Awaiting(users => users.ForIdentity(User).SetTraitAsync("plan", "premium")).Should().ThrowAsync<FlagsmithApiException>();

        (await polling.Users.GetFlagsAsync(User)).IsFallback.Should().BeFalse();
    }

    [Test]
    public async Task EdgeProxy_Users_AreReadAllTheSame()
    {
        await using var server = await StartServerAsync(options => options.EdgeProxy = true);
        await using var polling = HostFor(server);

        (await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = new Dictionary<string, TraitValue> { ["plan"] = "premium" } })).IsEnabled("vip").Should().BeTrue();
        (await polling.Users.ForIdentity(User).IsEnabledAsync("vip")).Should().BeFalse();
    }

    private static async Task<LocalFlagsmith> StartServerAsync(Action<LocalFlagsmithOptions>? configure = null)
    {
        var server = await LocalFlagsmith.StartAsync(configure);
        server.SetFlag("vip", false);
        server.AddRule("plan", "premium", "vip", true);
        return server;
    }

    private static PollingHost HostFor(LocalFlagsmith server, Action<FlagsmithPollingOptions>? configure = null) => new(
        options =>
        {
            options.EnvironmentKey = server.EnvironmentKey;
            options.ApiUrl = server.ApiUrl;
            configure?.Invoke(options);
        },
        stubHttp: false);
}
