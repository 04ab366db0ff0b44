using System.Collections;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>A user's traits are a dictionary that cannot be written and that shows nothing.</summary>
public sealed class TraitSetTests
{
    private readonly TraitSet _traits = Of(("plan", "gold"), ("age", 40), ("beta", true), ("age", 41));

    [Test]
    public void Traits_AreFoundByKey_AndNothingElseIs()
    {
        foreach (var (key, value) in new (string, TraitValue)[] { ("age", 41), ("beta", true), ("plan", "gold") })
        {
            _traits.TryGetValue(key, out var found).Should().BeTrue();
            found.Should().Be(value);
            _traits[key].Should().Be(value);
            _traits.ContainsKey(key).Should().BeTrue();
        }

        foreach (var key in new[] { "", "a", "Plan", "zzz", null })
        {
            _traits.TryGetValue(key!, out var found).Should().BeFalse();
            found.Should().Be(default(TraitValue));
            _traits.ContainsKey(key!).Should().BeFalse();
        }
    }

    [Test]
    public void MissingKey_Throws_AndNamesNoKey() =>
        _traits.Invoking(traits => traits["secret"]).Should().Throw<KeyNotFoundException>().WithMessage("The user has no trait of that key.");

    [Test]
    public void Enumeration_HasEachTraitOnce()
    {
        string[] expected = ["age=41", "beta=true", "plan=gold"];

        _traits.Select(trait => $"{trait.Key}={trait.Value}").Should().Equal(expected);
        ((IEnumerable)_traits).Cast<KeyValuePair<string, TraitValue>>().Should().HaveCount(3);
        _traits.Keys.Zip(_traits.Values).Select(trait => $"{trait.First}={trait.Second}").Should().Equal(expected);
        _traits.Count.Should().Be(3);
    }

    /// <summary>Keys as they are passed along: in any order, some twice, fewer and more than are sorted in turn.</summary>
    [TestCase("")]
    [TestCase("a")]
    [TestCase("a b c")]
    [TestCase("c b a")]
    [TestCase("b a c")]
    [TestCase("b c a d")]
    [TestCase("a a")]
    [TestCase("b a b")]
    [TestCase("c a b a c")]
    [TestCase("A a B b")]
    [TestCase("p o n m l k j i h g f e d c b a")]
    [TestCase("q p o n m l k j i h g f e d c b a")]
    [TestCase("q p o n m l k j i h g f e d c b a q p")]
    public void Of_SortsTheKeys_AndTheLastOfTwoCounts(string keys)
    {
        KeyValuePair<string, TraitValue>[] traits = [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((key, index) => KeyValuePair.Create(key, (TraitValue)index))];
        var expected = new SortedDictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var (key, value) in traits)
        {
            expected[key] = value;
        }

        TraitSet[] sets = [TraitSet.Of(traits.AsSpan()), TraitSet.Of(traits.AsEnumerable()), TraitSet.Of(expected), TraitSet.Of(expected.Reverse().ToDictionary(StringComparer.Ordinal))];

        foreach (var set in sets)
        {
            set.Should().Equal(expected);
            set.SortedKeys.ToArray().Should().Equal(expected.Keys);
            set.SortedValues.ToArray().Should().Equal(expected.Values);
            set.Count.Should().Be(expected.Count);
            TraitSet.Of(set.AsEnumerable()).Should().BeSameAs(set);
        }

        (ReferenceEquals(sets[0], TraitSet.Empty), ReferenceEquals(sets[3], TraitSet.Empty)).Should().Be((traits.Length == 0, traits.Length == 0));
    }

    private static IEnumerable<TestCaseData> Questions()
    {
        foreach (var isDictionary in new[] { true, false })
        {
            yield return Case(true);
            yield return Case(true, ("age", 41));
            yield return Case(true, ("plan", "gold"), ("beta", true), ("age", 41));
            yield return Case(false, ("age", 40));
            yield return Case(false, ("age", "41"));
            yield return Case(false, ("plan", "gold"), ("other", 1));
            yield return Case(false, ("other", 1), ("plan", "gold"));
            TestCaseData Case(bool expected, params (string Key, TraitValue Value)[] asked)
            {
                var traits = asked.ToDictionary(trait => trait.Key, trait => trait.Value);
                return new TestCaseData(isDictionary ? traits : new SortedDictionary<string, TraitValue>(traits), expected)
                    .SetArgDisplayNames(isDictionary ? "dictionary" : "another", string.Join(' ', asked), $"{expected}");
            }
        }
    }

    [TestCaseSource(nameof(Questions))]
    public void HasAll_TraitsOfTheUser_EachWithItsValue(IReadOnlyDictionary<string, TraitValue> traits, bool expected) => _traits.HasAll(traits).Should().Be(expected);

    [Test]
    public void Keys_AreSharedThroughThePool()
    {
        var pool = new TraitKeyPool();
        string[] pooled = ["age", "plan"];
        pool.Share(pooled);

        var before = pooled[0] = new string(pooled[0]); // the pool's own string now
        var traits = TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)1), KeyValuePair.Create("age", (TraitValue)2)], pool);

        traits.Keys.First().Should().BeSameAs(before);
        TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)1)]).Keys.Should().Equal("plan");
    }

    [Test]
    public void NoTraits_AreOneObject() => Of().Should().BeSameAs(TraitSet.Empty).And.BeEmpty();

    [Test]
    public void ToString_ShowsTheirNumberAlone() => _traits.ToString().Should().Be("3 traits");

    private static TraitSet Of(params (string Key, TraitValue Value)[] traits) => TraitSet.Of(traits.Select(trait => KeyValuePair.Create(trait.Key, trait.Value)));
}
