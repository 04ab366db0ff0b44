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
        yield return Case("value", text => MemorySize.Of(new FlagState { Value = text, Feature = Feature }));
        yield return Case("variant", text => MemorySize.Of(new FlagState { Variant = text, Feature = Feature }));
        yield return Case("reason", text => MemorySize.Of(new FlagState { Reason = text, Feature = Feature }));
        yield return Case("description", text => MemorySize.Of(new FeatureInfo { Name = "", Description = text }));
        yield return Case("initial value", text => MemorySize.Of(new FeatureInfo { Name = "", InitialValue = text }));
        yield return Case("name", text => MemorySize.Of(new FeatureInfo { Name = text }));
        yield return Case("type", text => MemorySize.Of(new FeatureInfo { Name = "", Type = text }));
        yield return Case("trait", text => MemorySize.Of(Traits(text)));
        static TestCaseData Case(string name, Func<string, long> size) => new TestCaseData(size).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Parts))]
    public void EachText_CountsItsCharacters(Func<string, long> size) => (size(Text) - size("")).Should().Be(2 * Length);

    [Test]
    public void EachText_CountsItself() => MemorySize.Of(Text).Should().Be(Object + (2 * Length));

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
