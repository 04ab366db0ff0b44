using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>A snapshot shares with the one before whatever stayed the same.</summary>
public sealed class FlagSnapshotAssemblyTests
{
    private readonly FlagSnapshot _previous = Assemble(null, ("a", 1), ("b", 2), ("c", 3));

    [TestCase(new[] { "a1", "b2", "c3" }, new[] { "a1", "b2", "c3" }, true)]
    [TestCase(new[] { "c3", "a1", "b5" }, new[] { "a1", "b5", "c3" }, true)]
    [TestCase(new[] { "a1", "b5", "b6", "c3" }, new[] { "a1", "b6", "c3" }, true)]
    [TestCase(new[] { "a1", "a5", "c3" }, new[] { "a5", "c3" }, false)]
    [TestCase(new[] { "a1", "c3" }, new[] { "a1", "c3" }, false)]
    [TestCase(new[] { "b2", "d4", "a1", "c3" }, new[] { "b2", "d4", "a1", "c3" }, false)]
    [TestCase(new[] { "a1", "d4", "c3" }, new[] { "a1", "d4", "c3" }, false)]
    [TestCase(new string[0], new string[0], false)]
    public void Assemble_AfterAnother_HasTheLastOfEachName_AndKeepsTheNames(string[] flags, string[] expected, bool hasSameNames)
    {
        var next = Assemble(_previous, [.. flags.Select(flag => (flag[..1], flag[1] - '0'))]);

        next.Flags.Select(flag => $"{flag.Feature.Name}{flag.Value}").Should().Equal(expected);
        next.Flags.Select(flag => next.GetFlag(flag.Feature.Name)).Should().Equal(next.Flags);
        ReferenceEquals(next.Catalog, _previous.Catalog).Should().Be(hasSameNames);
        next.Flags.Select(flag => ReferenceEquals(flag, _previous.GetFlag(flag.Feature.Name))).Should().Equal(next.Flags.Select(flag => flag.Value == _previous.GetValue(flag.Feature.Name)), "what is the same is shared");
    }

    [Test]
    public void HasSameContent_NamesAndStates()
    {
        var same = Assemble(_previous, ("c", 3), ("b", 2), ("a", 1));
        var changed = Assemble(_previous, ("a", 1), ("b", 2), ("c", 4));
        var others = FlagSnapshotAssembly.Assemble([.. _previous.Flags], 1, FlagSource.Api, fetchedAt: null); // the same flags, numbered anew

        same.HasSameContent(_previous).Should().BeTrue();
        changed.HasSameContent(_previous).Should().BeFalse();
        others.HasSameContent(_previous).Should().BeFalse("indexes of one mean nothing to the other");
    }

    [Test]
    public void HasSameContent_WhoEvaluatesUsers()
    {
        var (one, other) = (new NoUsers(), new NoUsers());
        FlagSnapshot[] snapshots = [.. new[] { null, one, other }.Select(users => FlagSnapshotAssembly.Assemble([.. _previous.Flags], _previous, 2, FlagSource.Api, fetchedAt: null, users: users))];

        snapshots[0].HasSameContent(_previous).Should().BeTrue();
        snapshots[1].HasSameContent(_previous).Should().BeFalse();
        snapshots[2].HasSameContent(snapshots[1]).Should().BeFalse("users have other flags then");
        snapshots[1].With(defaultValues: null).Should().Match<FlagSnapshot>(next => next.Users == one && next.HasSameContent(snapshots[1]));
        FlagSnapshotAssembly.Assemble([_previous.Flags[0]], _previous, 2, FlagSource.Api, fetchedAt: null, users: one).Users.Should().BeSameAs(one);
    }

    private static FlagSnapshot Assemble(FlagSnapshot? previous, params (string Name, int Value)[] flags)
    {
        FlagState[] states = [.. flags.Select(flag => new FlagState { Value = flag.Value, Feature = new FeatureInfo { Name = flag.Name } })];
        return previous is null
            ? FlagSnapshotAssembly.Assemble(states, 1, FlagSource.Api, fetchedAt: null)
            : FlagSnapshotAssembly.Assemble(states, previous, previous.Version + 1, FlagSource.Api, fetchedAt: null);
    }

    private sealed class NoUsers : IUserEvaluator
    {
        public IReadOnlyList<ReadOnlyMemory<byte>> Pages => [];

        public IIdentityFlagSnapshot Evaluate(FlagSnapshot environment, string identifier, TraitSet traits) => throw new NotSupportedException();

        public IReadOnlyList<string> SegmentsOf(string identifier, TraitSet traits) => throw new NotSupportedException();

        public FlagExplanation? Explain(string flag, string? identifier, TraitSet traits) => throw new NotSupportedException();
    }
}
