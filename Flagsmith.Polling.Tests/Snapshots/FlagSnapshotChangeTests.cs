namespace Flagsmith.Polling.Tests.Snapshots;

public sealed class FlagSnapshotChangeTests
{
    [Test]
    public void Between_NamesEachChangeByItsKinds()
    {
        var previous = new FlagSnapshotBuilder().Set("gone", true).Set("same", true, 1).Set("switched", false).Set("revalued", true, 1)
            .Set("both", false, "a").Set(Described("old")).Build();
        var current = new FlagSnapshotBuilder().Set("both", true, "b").Set("same", true, 1).Set("switched", true).Set("revalued", true, 2)
            .Set("new", false).Set(Described("new")).Build(version: 2);

        var change = FlagSnapshotChange.Compare(previous, current);

        change.Changes.Select(flag => (flag.Name, flag.Kinds)).Should().Equal(
            ("both", FlagChangeKinds.EnabledChanged | FlagChangeKinds.ValueChanged),
            ("switched", FlagChangeKinds.EnabledChanged),
            ("revalued", FlagChangeKinds.ValueChanged),
            ("new", FlagChangeKinds.Added),
            ("described", FlagChangeKinds.MetadataChanged),
            ("gone", FlagChangeKinds.Removed));
        change.Changes[2].Previous!.Value.Should().Be((FlagValue)1);
        change.Changes[2].Current!.Value.Should().Be((FlagValue)2);
        change.Changes[3].Previous.Should().BeNull();
        change.Changes[^1].Current.Should().BeNull();
        change.Should().BeEquivalentTo(new { Previous = previous, Current = current }, options => options.ComparingByValue<IFlagSnapshot>());
    }

    [Test]
    public void Between_EqualSnapshots_HasNoChanges() => FlagSnapshotChange.Compare(
        new FlagSnapshotBuilder().Set("a", true, 1).Set("b", false).Build(),
        new FlagSnapshotBuilder().Set("b", false).Set("a", true, 1).Build(version: 9)).Changes.Should().BeEmpty();

    private static FlagState Described(string description) =>
        new() { Enabled = true, Feature = new FeatureInfo { Name = "described", Description = description } };
}
