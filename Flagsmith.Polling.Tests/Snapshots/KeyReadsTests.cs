using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>Reads by key say what reads by name say, whenever the key was declared.</summary>
[NonParallelizable] // the places of keys are the process's: here the next ones must be this test's
public sealed class KeyReadsTests
{
    private static readonly JsonTypeInfo<int[]> Contract = (JsonTypeInfo<int[]>)new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(int[]));

    // Names of each test's own, as a name that has a key already is no later one.
    private readonly string _own = $"key_reads_{Guid.NewGuid():N}";

    [TestCase(new[] { 0, 1, 2 })]
    [TestCase(new[] { 2, 1, 0 })]
    [TestCase(new[] { 1, 2, 0, 1, 0, 2 })]
    public void Enabled_KeysDeclaredLater_InAnyOrder(int[] order)
    {
        foreach (var flags in Snapshots(builder => builder.Set($"{_own}_on", true).Set($"{_own}_off", false)))
        {
            var suffix = flags is IIdentityFlagSnapshot ? "_user" : "";
            FlagKey[] keys = [new($"{_own}_on"), new($"{_own}_off", defaultEnabled: true), new($"{_own}_absent{suffix}", defaultEnabled: true)];

            order.Select(index => flags.IsEnabled(keys[index])).Should().Equal(order.Select(index => index != 1));
        }
    }

    [Test]
    public void Enabled_KeysDeclaredBefore([Values] bool defaultEnabled)
    {
        FlagKey[] keys = [new($"{_own}_on", defaultEnabled), new($"{_own}_off", defaultEnabled), new($"{_own}_absent", defaultEnabled)];

        foreach (var flags in Snapshots(builder => builder.Set($"{_own}_other", true).Set($"{_own}_on", true).Set($"{_own}_off", false)))
        {
            for (var round = 0; round < 2; round++)
            {
                keys.Select(flags.IsEnabled).Should().Equal(true, false, defaultEnabled);
            }
        }
    }

    [TestCase(new[] { 0, 1, 2 })]
    [TestCase(new[] { 2, 1, 0, 1 })]
    public void Values_KeysDeclaredLater_InAnyOrder(int[] order)
    {
        foreach (var flags in Snapshots(builder => builder.Set($"{_own}_a", true, 5).Set($"{_own}_misfit", true, "text")))
        {
            FlagKey<long>[] keys = [new($"{_own}_a", -1), new($"{_own}_misfit", -2), new($"{_own}_absent", -3)];

            order.Select(index => flags.GetValue(keys[index])).Should().Equal(order.Select(index => new[] { 5L, -2, -3 }[index]));
        }
    }

    [Test]
    public void Values_AreParsedOnce_AndStayWithTheFlag([Values] bool isDeclaredBefore)
    {
        var keys = isDeclaredBefore ? Declare() : null;
        var flags = (FlagSnapshot)new FlagSnapshotBuilder().Set($"{_own}_a", true, "[1]").Set($"{_own}_b", true, "[2]").Build();
        keys ??= Declare();

        var first = Array.ConvertAll(keys, flags.GetValue);
        var next = FlagSnapshotAssembly.Assemble([flags.Flags[0], new FlagState { Feature = flags.Flags[1].Feature, Value = "[3]" }], flags, 2, FlagSource.Api, fetchedAt: null);

        first[0].Should().Equal(1);
        flags.GetValue(keys[0]).Should().BeSameAs(first[0]);
        flags.GetValue(keys[1]).Should().BeSameAs(first[1]);
        next.GetValue(keys[0]).Should().BeSameAs(first[0], "the flag is the same");
        next.GetValue(keys[1]).Should().Equal(3);

        FlagKey<int[]>[] Declare() => [new($"{_own}_a", [], Contract), new($"{_own}_b", [], Contract)];
    }

    [Test]
    public void Misfits_AreNamedOnceForEachValue()
    {
        _ = new FlagKey<long>($"{_own}_a", -1);
        _ = new FlagKey<int?>($"{_own}_b", null);
        _ = new FlagKey<long>($"{_own}_fits", -1);
        _ = new FlagKey<long>($"{_own}_absent", -1);
        var flags = (FlagSnapshot)new FlagSnapshotBuilder().Set($"{_own}_a", true, "text").Set($"{_own}_b", true, "text").Set($"{_own}_fits", true, 1).Build();

        flags.TakeMisfits().Should().Equal(($"{_own}_a", "Int64"), ($"{_own}_b", "Int32?"));
        flags.TakeMisfits().Should().BeEmpty();
        var next = FlagSnapshotAssembly.Assemble([flags.Flags[0], new FlagState { Feature = flags.Flags[1].Feature, Value = "other" }, flags.Flags[2]], flags, 2, FlagSource.Api, fetchedAt: null);
        next.TakeMisfits().Should().Equal([($"{_own}_b", "Int32?")], "the other value was named before");
    }

    private static IEnumerable<IFlagSnapshot> Snapshots(Func<FlagSnapshotBuilder, FlagSnapshotBuilder> set)
    {
        yield return set(new FlagSnapshotBuilder()).Build();
        yield return set(new FlagSnapshotBuilder()).BuildForIdentity(new Dictionary<string, TraitValue>());
    }
}
