namespace Flagsmith.Polling.Tests.Identities;

/// <summary>A cached user whose flags are suddenly all gone: held back until the user's next response agrees, as for the environment.</summary>
public sealed class SuddenlyEmptyTests
{
    private const string User = "user-1";

    private static readonly FlagIdentity WithTraits = new(User) { Traits = new Dictionary<string, TraitValue> { ["plan"] = "premium" } };

    [TestCase(false)]
    [TestCase(true)]
    public async Task ReadThatWaits_GetsTheCachedFlags_UntilTheNextResponseAgrees(bool withTraits)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await ReadAsync(polling, withTraits);
        api.FlagsOf = static _ => [];
        polling.Time.Advance(TimeSpan.FromMinutes(7)); // past the time to live and the window behind it

        (await ReadAsync(polling, withTraits)).Flags.Should().HaveCount(2);
        (await ReadAsync(polling, withTraits)).Flags.Should().BeEmpty();
        (await ReadAsync(polling, withTraits)).Flags.Should().BeEmpty();

        api.Count.Should().Be(3);
    }

    [Test]
    public async Task BackgroundFetch_IsHeldOnce()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync(User);
        api.FlagsOf = static _ => [];
        polling.Time.Advance(TimeSpan.FromMinutes(5.6));

        polling.Cached(User).Flags.Should().HaveCount(2);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2 && Requests(polling) == 0);
        polling.Cached(User).Flags.Should().HaveCount(2);

        await polling.Time.AdvanceUntilAsync(() => polling.Cached(User).Flags.Count == 0);
        api.Count.Should().Be(3);
    }

    [Test]
    public async Task FlagsThatAreBack_ApplyAtOnce_AndTheNextEmptyListIsHeldAgain()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync(User);
        foreach (var (isEmpty, expected) in new[] { (true, 2), (false, 1), (true, 1), (true, 0) })
        {
            api.FlagsOf = _ => isEmpty ? [] : [Bodies.Flag("a_flag")];
            polling.Time.Advance(TimeSpan.FromMinutes(7));

            (await polling.Users.GetFlagsAsync(User)).Flags.Should().HaveCount(expected);
        }
    }

    [Test]
    public async Task Refresh_AppliesWhatItGets()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync(User);
        api.FlagsOf = static _ => [];

        (await polling.Users.RefreshAsync(User)).Flags.Should().BeEmpty();

        polling.Cached(User).Flags.Should().BeEmpty();
    }

    [Test]
    public async Task Write_ReturnsWhatItGets_AndTheNextReadFetches()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync(User);
        api.FlagsOf = static _ => [];

        (await polling.Users.ForIdentity(User).SetTraitAsync("plan", "x")).Flags.Should().BeEmpty();
        api.FlagsOf = null;

        (await polling.Users.GetFlagsAsync(User)).Flags.Should().HaveCount(2);
        api.Count.Should().Be(3);
    }

    [TestCase(true, TestName = "An empty list where the environment is empty too")]
    [TestCase(false, TestName = "An empty list of a user who is not cached")]
    public async Task EmptyListThatIsNotSudden_AppliesAtOnce(bool isCached)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        if (isCached)
        {
            await polling.Users.GetFlagsAsync(User);
            api.Environment = [];
            await polling.Flags.RefreshAsync();
            polling.Time.Advance(TimeSpan.FromMinutes(7));
        }

        api.FlagsOf = static _ => [];

        (await polling.Users.GetFlagsAsync(User)).Flags.Should().BeEmpty();
    }

    private static int Requests(PollingHost polling) => polling.RemoteUsers.Flights;

    private static ValueTask<IIdentityFlagSnapshot> ReadAsync(PollingHost polling, bool withTraits) =>
        withTraits ? polling.Users.GetFlagsAsync(WithTraits) : polling.Users.GetFlagsAsync(User);

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        return polling;
    }
}
