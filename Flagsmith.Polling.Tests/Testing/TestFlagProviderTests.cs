namespace Flagsmith.Polling.Tests.Testing;

public sealed class TestFlagProviderTests
{
    [Test]
    public async Task Set_ChangesTheFlagsAndTellsTheListeners()
    {
        using var flags = new TestFlagProvider().Set("a", true, 5);
        var before = flags.Current;
        await using var notices = flags.WatchAsync().GetAsyncEnumerator();

        flags.Set("a", false, 6).Remove("b");
        await notices.MoveNextAsync();

        before.IsEnabled("a").Should().BeTrue();
        flags.Current.GetValue("a", 0).Should().Be(6);
        flags.Current.Version.Should().BeGreaterThan(before.Version);
        notices.Current.Changes.Should().ContainSingle().Which.Kinds.Should().Be(FlagChangeKinds.EnabledChanged | FlagChangeKinds.ValueChanged);
    }

    [Test]
    public void Change_SeveralFlags_IsOnePublication()
    {
        using var flags = new TestFlagProvider();
        var before = flags.Current.Version;

        flags.Change(all => all.Set("a", true).Set("b", true));

        flags.Current.Version.Should().Be(before + 1);
        flags.Current.Flags.Should().HaveCount(2);
    }

    [Test]
    public async Task RefreshAsync_GivesTheFlagsOrTheErrorThatWasSet()
    {
        using var flags = new TestFlagProvider().Set("a", true);
        (await flags.RefreshAsync()).IsEnabled("a").Should().BeTrue();

        flags.RefreshError = new FlagsmithApiException(FlagsmithErrorKind.Timeout, "No response.");

        await flags.Invoking(provider => provider.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        flags.Refreshes.Should().Be(2);
    }

    [Test]
    public async Task Dispose_EndsTheNotices()
    {
        var flags = new TestFlagProvider();
        await using var notices = flags.WatchAsync().GetAsyncEnumerator();
        var next = notices.MoveNextAsync();

        flags.Dispose();

        (await next).Should().BeFalse();
    }
}
