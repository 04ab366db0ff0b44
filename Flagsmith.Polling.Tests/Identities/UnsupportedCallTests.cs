namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What each mode refuses, and what stands in where nothing was fetched.</summary>
public sealed class UnsupportedCallTests
{
    [Test]
    public async Task Offline_RefusesWhoHasNoName()
    {
        await using var polling = new PollingHost(options => options.Offline = true);
        await polling.StartAsync();
        var none = new FlagIdentity("");
        Func<Task>[] calls =
        [
            () => polling.Users.GetFlagsAsync(none).AsTask(),
            () => polling.Users.RefreshAsync(""),
            () => polling.Users.SetTraitsAsync(new Dictionary<string, TraitValue?> { ["a"] = 1 }, ""),
            () => polling.Users.ForIdentity("ada").GetTraitAsync("").AsTask(),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<ArgumentException>();
        }
    }

    [Test]
    public async Task LocalEvaluation_StoresNoTraits_AndFallsBackWithoutADocument([Values] bool mayFallBack)
    {
        await using var polling = new PollingHost(options =>
        {
            (options.Mode, options.EnvironmentKey) = (FlagsmithMode.LocalEvaluation, "ser.AKey");
            options.Identities.Fallback = mayFallBack ? IdentityFallback.EnvironmentFlags : IdentityFallback.Throw;
            options.Defaults["a_flag"] = new FlagDefault { Enabled = true };
        });
        Func<Task<IIdentityFlagSnapshot>>[] reads =
        [
            () => polling.Users.RefreshAsync("ada"),
            () => polling.Users.GetFlagsAsync("ada").AsTask(),
            () => polling.Users.GetFlagsAsync(new FlagIdentity("ada")).AsTask(),
        ];

        foreach (var read in reads)
        {
            if (mayFallBack)
            {
                (await read()).Should().Match<IIdentityFlagSnapshot>(user => user.IsFallback && user.Source == FlagSource.EnvironmentFallback && user.IsEnabled("a_flag"));
            }
            else
            {
                (await read.Should().ThrowAsync<FlagsmithApiException>()).WithMessage("No environment document*");
            }
        }

        await polling.Users.Awaiting(users => users.GetTraitsAsync("ada").AsTask()).Should().ThrowAsync<FlagsmithApiException>("traits of the environment are nobody's");
        (await polling.Users.Awaiting(users => users.ForIdentity("ada").SetTraitAsync("a", 1)).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Mode = LocalEvaluation*FlagIdentity.Traits*");
    }

    [Test]
    public async Task AnotherPersistence_WithoutTraits_IsAReadOfItsOwn()
    {
        await using var polling = new PollingHost(options => options.Identities.Persistence = IdentityPersistence.Identity);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.GetFlagsAsync(new FlagIdentity("ada") { Persistence = IdentityPersistence.Identity });
        await polling.Users.GetFlagsAsync("ada");
        api.Count.Should().Be(1, "it is the usual one");
        await polling.Users.GetFlagsAsync(new FlagIdentity("ada") { Persistence = IdentityPersistence.None });
        api.Count.Should().Be(2);
    }
}
