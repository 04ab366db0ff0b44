using Flagsmith.Polling.Keys;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>Names and indexes of an environment's flags.</summary>
public sealed class FlagCatalogTests
{
    private readonly FlagSnapshot _flags = (FlagSnapshot)new FlagSnapshotBuilder().Set("a", true).Set("b", true).Set("c", true).Build();

    [Test]
    public void IndexOf_PlacesThatComeLater_AreFoundInAnyOrder()
    {
        var later = KeyRegistry.Names.Length + 1_000; // of keys that other tests declare meanwhile

        foreach (var (name, place, index) in new[] { ("c", later + 7, 2), ("b", later + 3, 1), ("absent", later + 5, -1), ("b", later + 9, 1), ("c", later + 7, 2), ("b", later + 3, 1), ("absent", later + 5, -1) })
        {
            _flags.Catalog.IndexOf(name, place).Should().Be(index, $"{name} at {place}");
        }
    }

    [TestCase("a", 0)]
    [TestCase("c", 2)]
    [TestCase("absent", -1)]
    public void IndexOf_WithoutAPlace_IsFoundByName(string name, int index) => _flags.Catalog.IndexOf(name, KeyRegistry.None).Should().Be(index);

    [TestCase(-1, null)]
    [TestCase(0, "a")]
    [TestCase(2, "c")]
    [TestCase(3, null)]
    public void At_AnyIndex_IsTheFlagOrNone(int index, string? name)
    {
        _flags.Base.At(index)?.Feature.Name.Should().Be(name);
        (_flags.Base.At(index) is null).Should().Be(name is null);
        _flags.Base.FeatureAt(index)?.Name.Should().Be(name);
    }

    [Test]
    public void HasStates_SameObjectsInTheSameOrder()
    {
        FlagState[] same = [.. _flags.Flags];

        _flags.Base.HasStates(same).Should().BeTrue();
        _flags.Base.HasStates([same[1], same[0], same[2]]).Should().BeFalse();
        _flags.Base.HasStates(same[..2]).Should().BeFalse();
    }
}
