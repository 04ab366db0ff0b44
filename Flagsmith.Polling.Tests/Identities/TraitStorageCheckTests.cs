using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What a response says of the traits that were sent, by value and by kind.</summary>
public sealed class TraitStorageCheckTests
{
    private static readonly TraitValue One = 1;
    private static readonly TraitValue Two = 2;

    [TestCase("a", "a", true)]
    [TestCase("a,b", "a,b", true)]
    [TestCase("a,b", "a", false)]
    [TestCase("a,b", "b", false)]
    [TestCase("a,b", "", false)]
    public void Write_IsStored_WhereAllTraitsAreShown(string sent, string shown, bool isStored)
    {
        TraitStorageCheck.OfWrite(Response(shown), Names(sent).ToDictionary(name => name, _ => (TraitValue?)One)).Should().Be(isStored ? TraitOutcome.Stored : TraitOutcome.NotStored);
        TraitStorageCheck.OfRead(Response(shown), Names(sent).ToDictionary(name => name, _ => One)).Should().Be(isStored ? TraitOutcome.Stored : TraitOutcome.NotStored);
    }

    [TestCase("", true)]
    [TestCase("b", true)]
    [TestCase("a", false)]
    [TestCase("b,a", false)]
    public void Deletion_IsStored_WhereTheTraitIsNotShown(string shown, bool isStored) =>
        TraitStorageCheck.OfWrite(Response(shown), new Dictionary<string, TraitValue?> { ["a"] = null }).Should().Be(isStored ? TraitOutcome.Stored : TraitOutcome.NotStored);

    [Test]
    public void DeletionBesideATrait_NeedsBoth()
    {
        var sent = new Dictionary<string, TraitValue?> { ["a"] = null, ["b"] = One };
        TraitStorageCheck.OfWrite(Response("b"), sent).Should().Be(TraitOutcome.Stored);
        TraitStorageCheck.OfWrite(Response("a,b"), sent).Should().Be(TraitOutcome.NotStored);
        TraitStorageCheck.OfWrite(Response(""), sent).Should().Be(TraitOutcome.NotStored);
    }

    private static IEnumerable<TestCaseData> Values()
    {
        // What was sent, what is shown, whether that is the same.
        yield return new(new TraitValue[] { 3.0, 3L }, true);
        yield return new(new TraitValue[] { 3L, 3.0 }, true);
        yield return new(new TraitValue[] { 3L, 4L }, false);
        yield return new(new TraitValue[] { 1e20, "100000000000000000000" }, true);
        yield return new(new TraitValue[] { 1e20, "100000000000000000001x" }, false);
        yield return new(new TraitValue[] { 3L, "3" }, false); // a text is not stored for a whole number
        yield return new(new TraitValue[] { "3", 3L }, false);
        yield return new(new TraitValue[] { "3", "3" }, true);
        yield return new(new TraitValue[] { true, true }, true);
        yield return new(new TraitValue[] { true, "true" }, false);
        yield return new(new TraitValue[] { true, 1L }, false);
    }

    [TestCaseSource(nameof(Values))]
    public void Value_IsShown_AsItWasSentOrInAnotherFormOfTheNumber(TraitValue[] pair, bool isSame) =>
        TraitStorageCheck.OfRead(Response([new("a", pair[1])]), new Dictionary<string, TraitValue> { ["a"] = pair[0] }).Should().Be(isSame ? TraitOutcome.Stored : TraitOutcome.NotStored);

    [Test]
    public void LastOfTwoTraitsWithOneKey_Counts()
    {
        var sent = new Dictionary<string, TraitValue> { ["a"] = One };
        TraitStorageCheck.OfRead(Response([new("a", Two), new("a", One)]), sent).Should().Be(TraitOutcome.Stored);
        TraitStorageCheck.OfRead(Response([new("a", One), new("a", Two)]), sent).Should().Be(TraitOutcome.NotStored);
    }

    private static string[] Names(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static IdentityResponse Response(string shown) => Response([.. Names(shown).Select(static name => KeyValuePair.Create(name, One))]);

    private static IdentityResponse Response(List<KeyValuePair<string, TraitValue>> traits) => new() { Known = [], Unknown = [], Traits = traits };
}
