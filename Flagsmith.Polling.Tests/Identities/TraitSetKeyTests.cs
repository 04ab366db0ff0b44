using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Which cached response fits which traits of a read.</summary>
public sealed class TraitSetKeyTests
{
    private const IdentityPersistence Usual = IdentityPersistence.Identity;

    // The traits are written "a1 b2": each a key and a number; "-" is a response, or a read, without any.
    [TestCase("a1 b2", "b2 a1", true)]
    [TestCase("a1 b2", "a1", false)]
    [TestCase("a1", "a1 b2", false)]
    [TestCase("a1", "a2", false)]
    [TestCase("a1", "b1", false)]
    [TestCase("a1", "A1", false)]
    [TestCase("a1", "-", false)]
    [TestCase("-", "a1", false)]
    [TestCase("-", "-", true)]
    public void Response_FitsTheSameTraits(string cached, string read, bool fits)
    {
        var identity = new FlagIdentity("ada") { Traits = read == "-" ? null : Traits(read) };
        var sorted = new FlagIdentity("ada") { Traits = read == "-" ? null : new SortedDictionary<string, TraitValue>(Traits(read), StringComparer.Ordinal) };
        var variant = cached == "-" ? null : Key(cached, Usual);

        TraitSetKey.Fits(variant, identity, Usual, Usual).Should().Be(fits);
        TraitSetKey.Fits(variant, sorted, Usual, Usual).Should().Be(fits);
        new UserResponses(Cached(variant)).Find(identity, Usual).Should().Match<CachedUser?>(found => found != null == fits);
        new UserResponses(new[] { Cached(Key("other9", Usual)), Cached(variant) }).Find(identity, Usual).Should().Match<CachedUser?>(found => found != null == fits);
    }

    [TestCase(null, IdentityPersistence.Identity, true)]
    [TestCase(null, IdentityPersistence.None, false)]
    [TestCase(IdentityPersistence.None, IdentityPersistence.None, true)]
    [TestCase(IdentityPersistence.None, IdentityPersistence.Identity, false)]
    [TestCase(IdentityPersistence.None, IdentityPersistence.IdentityAndTraits, false)]
    public void Response_FitsTheSamePersistence(IdentityPersistence? cached, IdentityPersistence read, bool fits)
    {
        var variant = cached is { } persistence ? new TraitSetKey(TraitSet.Empty, persistence) : null;

        TraitSetKey.Fits(variant, new FlagIdentity("ada"), read, Usual).Should().Be(fits);
        new UserResponses(Cached(variant)).Find(new FlagIdentity("ada") { Persistence = read }, Usual).Should().Match<CachedUser?>(found => found != null == fits);
    }

    [TestCase("a1 b2", Usual, "b2 a1", Usual, true)]
    [TestCase("a1", Usual, "a1", IdentityPersistence.None, false)]
    [TestCase("a1", Usual, "a2", Usual, false)]
    [TestCase("a1", Usual, "b1", Usual, false)]
    [TestCase("a1", Usual, "a1 b2", Usual, false)]
    public void Keys_AreEqual_WhereTraitsAndPersistenceAre(string one, IdentityPersistence persistence, string other, IdentityPersistence otherPersistence, bool areEqual)
    {
        var (left, right) = (Key(one, persistence), Key(other, otherPersistence));

        left.Equals(right).Should().Be(areEqual);
        left.Equals((object)right).Should().Be(areEqual);
        (left.GetHashCode() == right.GetHashCode()).Should().Be(areEqual);
        left.Equals("a1").Should().BeFalse();
        left.Equals(null).Should().BeFalse();
    }

    private static CachedUser Cached(TraitSetKey? variant) =>
        new(new IdentityFlagSnapshot(FlagOverlay.Same(FlagBase.Empty), TraitSet.Empty, version: 1, FlagSource.Api, fetchedAt: null)) { Variant = variant };

    private static TraitSetKey Key(string traits, IdentityPersistence persistence) => new(TraitSet.Of(Traits(traits)), persistence);

    private static Dictionary<string, TraitValue> Traits(string traits) => traits.Split(' ')
        .ToDictionary(static trait => trait[..^1], static trait => (TraitValue)(trait[^1] - '0'), StringComparer.Ordinal);
}
