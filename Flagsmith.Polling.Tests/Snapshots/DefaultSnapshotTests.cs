using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>The snapshot of the options' defaults, and the one that takes its place when these are reloaded.</summary>
public sealed class DefaultSnapshotTests
{
    [Test]
    public void Of_Options_HasEachDefault()
    {
        var flags = DefaultSnapshot.Of(Options(("a", true, 1), ("b", false, "text")));

        flags.Should().BeEquivalentTo(new { Version = 0L, Source = FlagSource.Defaults, FetchedAt = default(DateTimeOffset?) });
        flags.Flags.Select(flag => (flag.Feature.Name, flag.Enabled, flag.Value)).Should().Equal(("a", true, (FlagValue)1), ("b", false, (FlagValue)"text"));
    }

    [Test]
    public void After_AReload_IsTheNextVersion_AndSharesWhatStayed()
    {
        var before = DefaultSnapshot.Of(Options(("a", true, 1), ("b", false, "text")));

        var after = DefaultSnapshot.After(before, Options(("a", true, 1), ("b", true, "text")), defaultValues: null);

        (after.Version, after.Source).Should().Be((1, FlagSource.Defaults));
        after.Catalog.Should().BeSameAs(before.Catalog);
        after.GetFlag("a").Should().BeSameAs(before.GetFlag("a"));
        after.IsEnabled("b").Should().BeTrue();
    }

    [Test]
    public void Publish_RaisesTheEvent_WhenTheSnapshotIsCurrent()
    {
        var (first, next) = (DefaultSnapshot.Of(Options()), DefaultSnapshot.Of(Options(("a", true, 1))));
        var store = new FlagSnapshotStore(first);
        var seen = new List<IFlagSnapshot>();

        store.Current.Should().BeSameAs(first);
        store.Publish(first); // without a listener
        store.Published += () => seen.Add(store.Current);
        store.Publish(next);

        seen.Should().Equal(next);
    }

    private static FlagsmithPollingOptions Options(params (string Name, bool Enabled, FlagValue Value)[] defaults)
    {
        var options = new FlagsmithPollingOptions();
        foreach (var (name, enabled, value) in defaults)
        {
            options.Defaults[name] = new FlagDefault { Enabled = enabled, Value = value };
        }

        return options;
    }
}
