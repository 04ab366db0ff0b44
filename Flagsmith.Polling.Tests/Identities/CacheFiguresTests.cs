using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What each read counts as, and that a disposed provider serves nobody.</summary>
public sealed class CacheFiguresTests
{
    private const string User = "user-1";

    private static readonly FlagIdentity WithTraits = new(User) { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } };

    [Test]
    public async Task Reads_AreCountedAsWhatTheyWere()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        await polling.Users.GetFlagsAsync(User);
        await polling.Users.GetFlagsAsync(WithTraits);
        Figures(polling).Should().Be((0, 0, 2, 0));
        await polling.Users.GetFlagsAsync(User);
        await polling.Users.GetFlagsAsync(WithTraits);
        Figures(polling).Should().Be((2, 0, 2, 0));

        polling.Time.Advance(TimeSpan.FromMinutes(5.6)); // beyond the time to live and its jitter
        polling.Cached(User);
        Figures(polling).Should().Be((2, 1, 2, 0));
        await polling.Time.AdvanceUntilAsync(() => api.Count == 3 && polling.RemoteUsers.Flights == 0);
        api.Fail(HttpStatusCode.BadGateway);
        await polling.Users.GetFlagsAsync("another");
        Figures(polling).Should().Be((2, 1, 2, 1));
    }

    [Test]
    public async Task EnvironmentFollowed_CountsAsAHit_WhereNothingIsFetched()
    {
        await using var polling = await StartedAsync(options => options.Identities.WhenEnvironmentChanges = EnvironmentChangePolicy.Follow);
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync(User);
        api.Environment = [Bodies.Flag("a_flag", value: "2"), Bodies.Flag("another")];
        await polling.Flags.RefreshAsync();

        polling.Cached(User).GetValue("a_flag", 0).Should().Be(2);

        Figures(polling).Should().Be((1, 0, 1, 0));
    }

    [Test]
    public async Task Disposed_ServesNobody([Values] bool isAsync)
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api);
        var (users, source) = (polling.Users, polling.RemoteUsers);
        await users.GetFlagsAsync(User);

        if (isAsync)
        {
            await source.DisposeAsync();
        }
        else
        {
            source.Dispose();
        }

        await users.Awaiting(all => all.GetFlagsAsync(User).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        await users.Awaiting(all => all.GetFlagsAsync("another").AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        await users.Awaiting(all => all.RefreshAsync(User)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [TestCase("{", FlagsmithErrorKind.InvalidResponse, "JSON")]
    [TestCase("three flags", FlagsmithErrorKind.InvalidResponse, "MaxFlags")]
    public async Task ResponseThatCannotBeRead_SaysWhy(string body, FlagsmithErrorKind kind, string hint)
    {
        await using var polling = await StartedAsync(options => (options.MaxFlags, options.Identities.Fallback) = (2, IdentityFallback.Throw));
        var api = new UsersApi(polling.Api);
        api.Response = request => StubApi.Json(body == "{" ? body : UsersApi.Body(request, Bodies.Flag("a"), Bodies.Flag("b"), Bodies.Flag("c")));

        var error = (await polling.Users.Awaiting(users => users.GetFlagsAsync(User).AsTask()).Should().ThrowAsync<FlagsmithApiException>()).Which;

        error.Kind.Should().Be(kind);
        error.Message.Should().Contain(hint);
    }

    private static (long Hits, long Stale, long Misses, long Fallbacks) Figures(PollingHost polling) =>
        polling.RemoteUsers.ReadFigures() is { } figures ? (figures.Hits, figures.StaleHits, figures.Misses, figures.Fallbacks) : default;

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        _ = polling.RemoteUsers.ReadFigures(); // reads are counted from the first look on
        return polling;
    }
}
