using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>A user's snapshot says whose traits, of when and of which version it is, also after it has followed the environment.</summary>
public sealed class IdentityFlagSnapshotTests
{
    private static readonly DateTimeOffset Fetched = new(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    private readonly FlagSnapshot _environment = (FlagSnapshot)new FlagSnapshotBuilder().Set("a", true, 1).Set("b", false).Build();

    [Test]
    public void Properties_AreThoseOfTheResponse([Values] bool isFallback, [Values] bool hasTime)
    {
        var user = User(isFallback, hasTime ? Fetched : null);

        ShouldBe(user, version: 4, isFallback, hasTime);
    }

    [Test]
    public void Follow_ChangesTheFlagsAndTheVersionAlone([Values] bool isFallback, [Values] bool hasTime)
    {
        var next = (FlagSnapshot)new FlagSnapshotBuilder().Set("a", true, 2).Build();

        var followed = User(isFallback, hasTime ? Fetched : null).Follow(next.Base, version: 9, new FlagStatePool());

        ShouldBe(followed, version: 9, isFallback, hasTime);
        followed.GetValue("a", 0).Should().Be(2);
        followed.HasFeature("b").Should().BeFalse();
    }

    [TestCase("a", true)]
    [TestCase("b", true)]
    [TestCase("absent", false)]
    public void HasFeature_KnownFlag_OnOrOff(string name, bool expected) => User(isFallback: false, Fetched).HasFeature(name).Should().Be(expected);

    private static void ShouldBe(IdentityFlagSnapshot user, long version, bool isFallback, bool hasTime)
    {
        user.Should().BeEquivalentTo(new { Version = version, Source = FlagSource.LastKnownGood, IsFallback = isFallback });
        user.FetchedAt.Should().Be(hasTime ? Fetched : null);
        user.Traits.Should().ContainKey("plan").WhoseValue.Should().Be((TraitValue)"gold");
    }

    private IdentityFlagSnapshot User(bool isFallback, DateTimeOffset? fetchedAt) =>
        new(FlagOverlay.Same(_environment.Base), TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)"gold")]), 4, FlagSource.LastKnownGood, fetchedAt, isFallback);
}
