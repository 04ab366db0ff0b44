using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>What many users share is kept once, up to a bound in number and in bytes; beyond it sharing starts over.</summary>
public sealed class PoolTests
{
    private const int MaxStates = 4096;
    private const int MaxStateBytes = 16 * 1024 * 1024;
    private const int MaxSets = 1024;
    private const int MaxSetBytes = 4 * 1024 * 1024;

    private readonly FlagStatePool _states = new();
    private readonly TraitKeyPool _keys = new();

    [Test]
    public void States_OfTheSameContent_AreOne()
    {
        var first = _states.Share(State("a", "1"));

        _states.Share(State("a", "1")).Should().BeSameAs(first);
        FlagState[] others =
        [
            State("a", "2"), State("b", "1"), State("a", "1", enabled: false),
            Described("a", "1", variant: "blue"), Described("a", "1", reason: "SPLIT"), Described("a", "1", description: "new"),
        ];
        foreach (var other in others)
        {
            _states.Share(other).Should().BeSameAs(other);
        }
    }

    [Test]
    public void States_SetForOneUser_AreNotShared()
    {
        var own = State("a", "1", isOverride: true);

        _states.Share(own).Should().BeSameAs(own);
        _states.Share(State("a", "1", isOverride: true)).Should().NotBeSameAs(own);
    }

    [TestCase(MaxStates, true)]
    [TestCase(MaxStates + 1, false)]
    public void States_AreBoundedInNumber(int count, bool isKept)
    {
        var first = _states.Share(State("a", "first"));
        for (var other = 1; other < count; other++)
        {
            _states.Share(State("a", $"{other}"));
        }

        ReferenceEquals(_states.Share(State("a", "first")), first).Should().Be(isKept);
    }

    // Two states that fill the pool to the byte, and with one character more do not fit together.
    [TestCase(0, true)]
    [TestCase(1, false)]
    public void States_AreBoundedInBytes(int charactersMore, bool isKept)
    {
        var length = (MaxStateBytes / 2 / 2) - (int)(SizeOf(State("a", "")) / 2);
        var first = _states.Share(State("a", new string('x', length)));
        SizeOf(first).Should().Be(MaxStateBytes / 2);

        _states.Share(State("a", new string('y', length + charactersMore)));

        ReferenceEquals(_states.Share(State("a", new string('x', length))), first).Should().Be(isKept);
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void State_AsLargeAsThePool_IsShared_ALargerOneIsNot(int charactersMore, bool isKept)
    {
        var text = new string('x', ((MaxStateBytes - (int)SizeOf(State("a", ""))) / 2) + charactersMore);

        var first = _states.Share(State("a", text));

        ReferenceEquals(_states.Share(State("a", text)), first).Should().Be(isKept);
    }

    [Test]
    public void States_AfterStartingOver_AreSharedAgain()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < MaxStates; number++)
            {
                _states.Share(State("a", $"{round} {number}"));
            }

            _states.Share(State("a", $"{round} {MaxStates - 1}")).Should().BeSameAs(_states.Share(State("a", $"{round} {MaxStates - 1}")));
        }
    }

    [Test]
    public void Keys_ThatAreTheSame_AreOne()
    {
        string[] first = ["a", "b"];

        _keys.Share(first).Should().BeSameAs(first);
        _keys.Share(["a", "b"]).Should().BeSameAs(first);
        foreach (var other in new string[][] { ["a"], ["b", "a"], ["a", "b", "c"], ["ab"] })
        {
            _keys.Share(other).Should().BeSameAs(other);
        }
    }

    [Test]
    public void Keys_OfTraitsThatComeInADictionary_AreShared()
    {
        TraitSet Set() => TraitSet.Of(new Dictionary<string, TraitValue> { ["plan"] = "gold", ["age"] = 30 }, _keys);

        (Set().SortedKeys == Set().SortedKeys).Should().BeTrue("both are the pool's array");
    }

    [TestCase(MaxSets, true)]
    [TestCase(MaxSets + 1, false)]
    public void Keys_AreBoundedInNumber(int count, bool isKept)
    {
        string[] first = ["first"];
        _keys.Share(first);
        for (var other = 1; other < count; other++)
        {
            _keys.Share([$"{other}"]);
        }

        ReferenceEquals(_keys.Share(["first"]), first).Should().Be(isKept);
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void Keys_AreBoundedInBytes_OfAllKeysOfASet(int charactersMore, bool isKept)
    {
        var length = (MaxSetBytes / 4 / 2) - (int)(MemorySize.Of("") / 2); // of a quarter of the pool
        string[] first = [new string('a', length), new string('b', length)];
        _keys.Share(first);

        _keys.Share([new string('c', length), new string('d', length + charactersMore)]);

        ReferenceEquals(_keys.Share([new string('a', length), new string('b', length)]), first).Should().Be(isKept);
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void Keys_AsLargeAsThePool_AreShared_LargerOnesAreNot(int charactersMore, bool isKept)
    {
        string[] first = [new string('a', ((MaxSetBytes - (int)MemorySize.Of("")) / 2) + charactersMore)];
        _keys.Share(first);

        ReferenceEquals(_keys.Share([new string('a', first[0].Length)]), first).Should().Be(isKept);
    }

    private static long SizeOf(FlagState state) => MemorySize.Of(state) + MemorySize.Of(state.Feature);

    private static FlagState State(string name, string value, bool enabled = true, bool isOverride = false) =>
        new() { Enabled = enabled, Value = value, IsIdentityOverride = isOverride, Feature = new FeatureInfo { Name = name } };

    private static FlagState Described(string name, string value, string? variant = null, string? reason = null, string? description = null) =>
        new() { Enabled = true, Value = value, Variant = variant, Reason = reason, Feature = new FeatureInfo { Name = name, Description = description } };
}
