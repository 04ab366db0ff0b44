namespace Flagsmith.Polling.Tests.Snapshots;

public sealed class FlagSnapshotTests
{
    [Test]
    public void Flags_CannotBeWritten()
    {
        var flags = new FlagSnapshotBuilder().Set("a", true).Build().Flags;

        flags.Should().NotBeAssignableTo<FlagState[]>();
        FluentActions.Invoking(() => ((IList<FlagState>)flags)[0] = null!).Should().Throw<NotSupportedException>();
    }

    [Test]
    public void Flags_KeepTheOrder() =>
        new FlagSnapshotBuilder().Set("b", true).Set("a", true).Set("c", false).Remove("a").Build().Flags
            .Select(flag => flag.Feature.Name).Should().Equal("b", "c");

    [Test]
    public void Builder_FromASnapshot_ChangesACopy()
    {
        var source = new FlagSnapshotBuilder().Set("a", true, 1).Build(version: 4);

        var copy = new FlagSnapshotBuilder(source).Set("a", false, 2).Set("b", true).Build(version: 5, FlagSource.Defaults, DateTimeOffset.UnixEpoch);

        source.GetValue("a", 0).Should().Be(1);
        copy.Should().BeEquivalentTo(new { Version = 5L, Source = FlagSource.Defaults, FetchedAt = DateTimeOffset.UnixEpoch });
        copy.GetValue("a", 0).Should().Be(2);
    }

    [Test]
    public void Names_AreComparedOrdinally() => new FlagSnapshotBuilder().Set("Flag", true).Build().HasFeature("flag").Should().BeFalse();
}
