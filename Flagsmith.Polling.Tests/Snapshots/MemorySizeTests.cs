using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>The estimates behind the bounds in bytes: whatever has a text counts it, two bytes a character.</summary>
public sealed class MemorySizeTests
{
    private const int Length = 1_000;
    private const int Object = 24;

    private static readonly string Text = new('x', Length);

    private static IEnumerable<TestCaseData> Parts()
    {
        yield return Case("value", MemorySize.Of(State()), MemorySize.Of(new FlagState { Value = Text, Feature = Feature }));
        yield return Case("variant", MemorySize.Of(State()), MemorySize.Of(new FlagState { Variant = Text, Feature = Feature }));
        yield return Case("reason", MemorySize.Of(State()), MemorySize.Of(new FlagState { Reason = Text, Feature = Feature }));
        yield return Case("description", MemorySize.Of(Feature), MemorySize.Of(new FeatureInfo { Name = "", Description = Text }));
        yield return Case("initial value", MemorySize.Of(Feature), MemorySize.Of(new FeatureInfo { Name = "", InitialValue = Text }));
        yield return Case("name", MemorySize.Of(Feature), MemorySize.Of(new FeatureInfo { Name = Text }) + Object);
        yield return Case("type", MemorySize.Of(new FeatureInfo { Name = "", Type = "" }), MemorySize.Of(new FeatureInfo { Name = "", Type = Text }) + Object);
        yield return Case("trait", MemorySize.Of(Traits("")), MemorySize.Of(Traits(Text)) + Object);
        static TestCaseData Case(string name, long without, long with) => new TestCaseData(with - without).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Parts))]
    public void EachText_CountsItsCharacters(long more) => more.Should().Be(Object + (2 * Length));

    [Test]
    public void EachObject_CountsItself()
    {
        MemorySize.Of(default(string)).Should().Be(0);
        MemorySize.Of(State()).Should().BeInRange(64, 256);
        MemorySize.Of(Feature).Should().BeInRange(64, 256);
        (MemorySize.Of(Traits(1, 2)) - MemorySize.Of(Traits(1))).Should().Be(MemorySize.Of(Traits(1))).And.BeInRange(16, 64);
    }

    private static FeatureInfo Feature { get; } = new() { Name = "" };

    private static FlagState State() => new() { Feature = Feature };

    private static TraitSet Traits(params TraitValue[] values) => TraitSet.Of(values.Select((value, index) => KeyValuePair.Create($"{index}", value)));
}
