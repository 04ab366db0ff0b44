using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>How many requests for users run at the same time, and how many of them in the background.</summary>
public sealed class FetchLimiterTests
{
    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(5, 2)]
    [TestCase(6, 3)]
    public async Task Background_HasHalfOfTheSlots_AndGivesThemBack(int most, int inBackground)
    {
        await using var host = HostOf(most);
        using var limiter = LimiterOf(host);

        for (var round = 0; round < 2; round++)
        {
            Enumerable.Range(0, most).Count(_ => limiter.TryEnterBackground()).Should().Be(inBackground);
            for (var request = 0; request < inBackground; request++)
            {
                limiter.LeaveBackground();
            }
        }
    }

    [Test]
    public async Task Background_FindsNoSlot_WhereReadersHaveThemAll_AndOneAfterwards()
    {
        await using var host = HostOf(2);
        using var limiter = LimiterOf(host);
        using var limit = limiter.NewLimit();
        (await limiter.TryEnterAsync(limit)).Should().BeTrue();
        (await limiter.TryEnterAsync(limit)).Should().BeTrue();

        limiter.TryEnterBackground().Should().BeFalse();
        limiter.TryEnterBackground().Should().BeFalse();
        limiter.Leave();

        limiter.TryEnterBackground().Should().BeTrue("what found no slot counts no longer");
    }

    [Test]
    public async Task Readers_WaitForASlot_UntilTheTimeLimit()
    {
        await using var host = HostOf(1);
        using var limiter = LimiterOf(host);
        using var first = limiter.NewLimit();
        (await limiter.TryEnterAsync(first)).Should().BeTrue();
        using var second = limiter.NewLimit();

        var waiting = limiter.TryEnterAsync(second).AsTask();
        waiting.IsCompleted.Should().BeFalse();
        host.Time.Advance(TimeSpan.FromSeconds(3));

        (await waiting).Should().BeFalse();
        (second.IsSpent, limiter.IsDisposed).Should().Be((true, false));
    }

    [Test]
    public async Task Disposal_FreesWhoWaits_AndSpendsNoTimeLimit()
    {
        await using var host = HostOf(1);
        var limiter = LimiterOf(host);
        using var limit = limiter.NewLimit();
        (await limiter.TryEnterAsync(limit)).Should().BeTrue();
        var waiting = limiter.TryEnterAsync(limit).AsTask();

        limiter.Dispose();

        (await waiting).Should().BeFalse();
        (limit.IsSpent, limiter.IsDisposed, limiter.Disposed.IsCancellationRequested).Should().Be((false, true, true));
    }

    private static PollingHost HostOf(int most) => new(options => (options.Identities.MaxConcurrentFetches, options.Identities.FetchTimeout) = (most, TimeSpan.FromSeconds(3)));

    private static FetchLimiter LimiterOf(PollingHost host) => new(((FlagProvider)host.Flags).Environment.Settings, host.Time);
}
