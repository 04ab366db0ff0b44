namespace Flagsmith.Polling.Tests.Identities;

/// <summary>One user's reads and writes through <c>ForIdentity</c>.</summary>
public sealed class IdentityFlagsTests
{
    private static readonly FlagKey Vip = new("identity_flags_vip");
    private static readonly FlagKey<int> Limit = new("identity_flags_limit", 1);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Reads_AreOfThatUser(bool withTraits)
    {
        var users = Users();
        var ada = withTraits ? users.ForIdentity(new FlagIdentity("ada")) : users.ForIdentity("ada");

        (await ada.HasFeatureAsync(Vip)).Should().BeTrue();
        (await ada.HasFeatureAsync(Vip.Name)).Should().BeTrue();
        (await ada.HasFeatureAsync("unknown")).Should().BeFalse();
        (await ada.IsEnabledAsync(Vip)).Should().BeTrue();
        (await ada.IsEnabledAsync(Vip.Name)).Should().BeTrue();
        (await ada.GetValueAsync(Limit)).Should().Be(5);
        (await ada.GetValueAsync(Limit.Name)).Should().Be((FlagValue)5);
        (await ada.GetValueAsync(Limit.Name, 1)).Should().Be(5);
        (await ada.GetValueAsync("unknown", "none")).Should().Be("none");
        (await ada.GetFlagsAsync()).IsEnabled(Vip).Should().BeTrue();
        (await users.ForIdentity("grace").IsEnabledAsync(Vip)).Should().BeFalse();
        (await users.ForIdentity("grace").GetValueAsync(Limit)).Should().Be(2);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Traits_AreOfThatUser(bool withTraits)
    {
        var users = Users();
        var ada = withTraits ? users.ForIdentity(new FlagIdentity("ada")) : users.ForIdentity("ada");

        await ada.SetTraitAsync("plan", "premium");

        (await ada.GetTraitAsync("plan")).Should().Be((TraitValue)"premium");
        (await users.ForIdentity("grace").GetTraitAsync("plan")).Should().BeNull();
        await ada.RemoveTraitAsync("plan");
        (await ada.GetTraitAsync("plan")).Should().BeNull();
    }

    [Test]
    public async Task Default_SaysWhereToGetOne()
    {
        await FluentActions.Awaiting(async () => await default(IdentityFlags).IsEnabledAsync("a")).Should().ThrowAsync<InvalidOperationException>().WithMessage("*ForIdentity*");
        await FluentActions.Awaiting(async () => await default(IdentityFlags).GetTraitAsync("a")).Should().ThrowAsync<InvalidOperationException>().WithMessage("*ForIdentity*");
    }

    [Test]
    public void Null_IsRefused()
    {
        var users = Users();

        users.Invoking(all => all.ForIdentity((string)null!)).Should().Throw<ArgumentNullException>();
        users.Invoking(all => all.ForIdentity((FlagIdentity)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => ((IIdentityFlagProvider)null!).ForIdentity("ada")).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => users.ForIdentity("ada").IsEnabledAsync((FlagKey)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => users.ForIdentity("ada").GetValueAsync((FlagKey<int>)null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void Text_ShowsNothingOfTheUser() => $"{Users().ForIdentity("the-secret-user")}".Should().Be("IdentityFlags");

    private static TestIdentityFlagProvider Users() => new TestIdentityFlagProvider()
        .Set(Vip.Name, false).Set(Limit.Name, true, 2).SetFor("ada", Vip.Name, true).SetFor("ada", Limit.Name, true, 5);
}
