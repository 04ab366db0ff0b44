namespace Flagsmith.Polling.Tests.Identities;

/// <summary>A hint that something has changed for users: cached ones are fetched at their next read, in the way that the options say.</summary>
public sealed class MarkStaleTests
{
    private const string User = "user-1";

    [TestCase(EnvironmentChangePolicy.FollowAndRefresh, 1)]
    [TestCase(EnvironmentChangePolicy.WaitForRefresh, 2)]
    public async Task MarkedStale_IsFetchedAtTheNextRead(EnvironmentChangePolicy policy, int read)
    {
        await using var polling = await StartedAsync(options => options.Identities.WhenEnvironmentChanges = policy);
        var api = new UsersApi(polling.Api);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: $"{api.Count}")];
        await polling.Users.GetFlagsAsync(User);
        await polling.Users.GetFlagsAsync(User);
        api.Count.Should().Be(1);

        await polling.RemoteUsers.MarkStaleAsync(CancellationToken.None);

        (await polling.Users.GetFlagsAsync(User)).GetValue("a_flag", 0).Should().Be(read);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2 && polling.RemoteUsers.Flights == 0);
        (await polling.Users.GetFlagsAsync(User)).GetValue("a_flag", 0).Should().Be(2);
        api.Count.Should().Be(2, "once a hint");
    }

    [Test]
    public async Task Marking_EndsWithItsCaller()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api);
        var first = await polling.Users.GetFlagsAsync(User);

        await polling.RemoteUsers.Awaiting(users => users.MarkStaleAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        polling.Cached(User).Should().BeSameAs(first);
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        return polling;
    }
}
