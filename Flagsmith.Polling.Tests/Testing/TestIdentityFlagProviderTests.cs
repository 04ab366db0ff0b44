namespace Flagsmith.Polling.Tests.Testing;

public sealed class TestIdentityFlagProviderTests
{
    [Test]
    public async Task Environment_IsReadAnew_AndWhatWasSetForUsersWins()
    {
        using var flags = new TestFlagProvider().Set("a", true, 1).Set("b", true, 1).Set("c", true, 1);
        var users = new TestIdentityFlagProvider(flags).Set("b", false, 2).SetFor("ada", "c", false, 3);
        flags.Set("a", true, 4);

        var ada = await users.GetFlagsAsync("ada");

        (ada.GetValue("a", 0), ada.GetValue("b", 0), ada.GetValue("c", 0)).Should().Be((4, 2, 3));
        (await users.GetFlagsAsync("bob")).GetValue("c", 0).Should().Be(1);
    }

    [Test]
    public async Task IsFallback_ReadsGetEverybodysFlags_AndNothingElseResponses([Values] bool hasError)
    {
        using var flags = new TestFlagProvider().Set("a", true, 1);
        var users = new TestIdentityFlagProvider(flags).SetFor("ada", "a", false, 2);
        await users.ForIdentity("ada").SetTraitAsync("plan", "premium");
        users.IsFallback = true;
        users.Error = hasError ? new FlagsmithApiException(FlagsmithErrorKind.Timeout, "No response.") : null;

        foreach (var read in new[] { await users.GetFlagsAsync("ada"), await users.GetFlagsAsync(new FlagIdentity("ada")) })
        {
            read.IsFallback.Should().BeTrue();
            read.Source.Should().Be(FlagSource.EnvironmentFallback);
            read.GetValue("a", 0).Should().Be(1, "the flags are the environment's");
            read.Traits.Should().BeEmpty();
        }

        var expected = hasError ? FlagsmithErrorKind.Timeout : FlagsmithErrorKind.Unreachable;
        foreach (var ask in (Func<Task>[])
        [
            () => users.RefreshAsync("ada"),
            () => users.ForIdentity("ada").GetTraitAsync("plan").AsTask(),
            () => users.GetTraitsAsync("ada").AsTask(),
            () => users.ForIdentity("ada").SetTraitAsync("plan", "free"),
            () => users.ForIdentity("ada").RemoveTraitAsync("plan"),
        ])
        {
            (await ask.Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(expected);
        }

        (users.IsFallback, users.Error) = (false, null);
        (await users.GetFlagsAsync("ada")).Should().Match<IIdentityFlagSnapshot>(ada => !ada.IsFallback && ada.GetValue("a", 0) == 2);
        (await users.ForIdentity("ada").GetTraitAsync("plan")).Should().Be((TraitValue)"premium", "nothing was stored meanwhile");
    }
}
