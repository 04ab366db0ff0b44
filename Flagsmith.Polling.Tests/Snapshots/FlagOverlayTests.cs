using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>A user's flags through changes of the environment, however they are stored.</summary>
public sealed class FlagOverlayTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 40).Select(index => $"flag_{index}")];

    [TestCase(6)]
    [TestCase(40)]
    public void Follow_ThroughRandomEnvironments_GivesWhatEachFlagGivesByItself(int names)
    {
        var random = new Random(7);
        for (var round = 0; round < 1000; round++)
        {
            var environment = RandomFlags(random, names);
            var response = RandomFlags(random, names);
            var overlay = OverlayOf(environment.Base, response);
            var expected = Names.ToDictionary(name => name, response.GetFlag);
            for (var change = 0; change < 3; change++)
            {
                var next = random.Next(3) == 0 ? environment : RandomFlags(random, names);
                foreach (var name in Names)
                {
                    expected[name] = Follow(expected[name], environment, next, name);
                }

                overlay = overlay.Follow(next.Base, new FlagStatePool());
                environment = next;

                overlay.Base.Should().BeSameAs(next.Base);
                Names.Select(name => Text(overlay.Find(name))).Should().Equal(Names.Select(name => Text(expected[name])), $"round {round}");
                overlay.ToArray().Select(Text).Order(StringComparer.Ordinal).Should().Equal(expected.Values.OfType<FlagState>().Select(Text).Order(StringComparer.Ordinal));
                overlay.Differences.Should().Be(Names.Count(name => Text(expected[name]) != Text(next.GetFlag(name))), "only what differs is kept");
            }
        }
    }

    [TestCase(20)]
    [TestCase(2_000)]
    public void ManyFlagsOfOnesOwn_AreFound(int flags)
    {
        var environment = Flags([.. Enumerable.Range(0, flags).Select(index => ($"shared_{index}", index, false))]);
        var user = Flags([.. Enumerable.Range(0, flags).SelectMany(index => ((string, int, bool)[])[($"shared_{index}", index * 2, true), ($"own_{index}", index * 3, true)])]);

        var overlay = OverlayOf(environment.Base, user);

        for (var index = 0; index < flags; index++)
        {
            overlay.Find($"shared_{index}")!.Value.Should().Be((FlagValue)(index * 2));
            overlay.Find($"own_{index}")!.Value.Should().Be((FlagValue)(index * 3));
        }

        overlay.Find("absent").Should().BeNull();
        overlay.ToArray().Should().HaveCount(flags * 2);
    }

    [Test]
    public void Follow_WhereTheUserKeepsWhatIsOwn_KeepsItsMemoryToo()
    {
        const int Flags = 1_000;
        var environment = FlagOverlayTests.Flags([.. Enumerable.Range(0, Flags).Select(index => ($"flag_{index}", index, false)), ("other", 1, true)]);
        var user = FlagOverlayTests.Flags([.. Enumerable.Range(0, Flags).Select(index => ($"flag_{index}", -1, false)), ("other", 1, true)]);
        var next = FlagSnapshotAssembly.Assemble([.. environment.Flags.Take(Flags), new FlagState { Enabled = true, Value = 2, Feature = environment.Flags[^1].Feature }], environment, 2, FlagSource.Api, null);
        var overlay = OverlayOf(environment.Base, user);
        var pool = new FlagStatePool();
        overlay.Follow(next.Base, pool);

        var followed = overlay;
        var allocated = AllocatedBytes.Of(() => followed = overlay.Follow(next.Base, pool));

        followed.Find("other")!.Value.Should().Be((FlagValue)2);
        (followed.DifferingStates == overlay.DifferingStates).Should().BeTrue("the states are the same memory");
        allocated.Should().BeLessThan((Flags * (sizeof(int) + IntPtr.Size)) + 1_000, "two lists are filled, and neither is copied");
    }

    // Flag by flag, from what the rules say; the environments show no flag that is off only by chance, so both branches come.
    [Test]
    public void Follow_WhatIsOwn_StaysTheUsersObject_WhateverOthersShare()
    {
        var (from, to) = (Flags([("known", 1, true)]), Flags([("known", 1, true), ("met", 1, true)]));
        var user = Flags([("known", 2, true), ("met", 2, true)]);
        var others = Flags([("known", 2, true), ("met", 2, true)]);
        var pool = new FlagStatePool();
        foreach (var flag in others.Flags)
        {
            pool.Share(flag);
        }

        var overlay = OverlayOf(from.Base, user).Follow(to.Base, pool);

        foreach (var name in new[] { "known", "met" })
        {
            overlay.Find(name).Should().BeSameAs(user.GetFlag(name));
        }
    }

    private static FlagState? Follow(FlagState? state, FlagSnapshot from, FlagSnapshot to, string name) => (from.GetFlag(name), to.GetFlag(name)) switch
    {
        (null, null) => state,
        (null, { } added) => state is null ? added : OwnState.Meet(state, added),
        ({ } gone, null) => state is not null && !HasDisabled(from) && !HasDisabled(to) && OwnState.OutlivesHiding(state, gone) ? state : null,
        ({ } before, { } after) => state is null ? null : OwnState.Follow(state, before, after),
    };

    private static bool HasDisabled(FlagSnapshot flags) => flags.Flags.Any(flag => !flag.Enabled);

    private static FlagOverlay OverlayOf(FlagBase environment, FlagSnapshot user)
    {
        var known = new FlagState?[environment.Count];
        var unknown = new List<FlagState>();
        foreach (var flag in user.Flags)
        {
            if (environment.Catalog.Names.TryGetIndex(flag.Feature.Name, out var index))
            {
                known[index] = flag;
            }
            else
            {
                unknown.Add(flag);
            }
        }

        return FlagOverlay.Of(environment, known, unknown);
    }

    private static FlagSnapshot RandomFlags(Random random, int names)
    {
        var allOn = random.Next(2) == 0;
        return Flags([.. Names.Take(names).Where(_ => random.Next(3) > 0).Select(name => (name, random.Next(3), allOn || random.Next(2) == 0))], random);
    }

    private static FlagSnapshot Flags((string Name, int Value, bool Enabled)[] flags, Random? ids = null)
    {
        var builder = new FlagSnapshotBuilder();
        foreach (var (name, value, enabled) in flags)
        {
            builder.Set(new FlagState { Id = ids?.Next(4) is > 0 and var id ? id : null, Enabled = enabled, Value = value, Feature = new FeatureInfo { Name = name } });
        }

        return (FlagSnapshot)builder.Build();
    }

    private static string Text(FlagState? flag) => flag is null ? "absent" : $"{flag.Feature.Name} {flag.Id} {flag.Enabled} {flag.Value}";
}
