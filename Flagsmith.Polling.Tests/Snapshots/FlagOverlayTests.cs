using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>A user's flags say the same whatever base they are kept with.</summary>
public sealed class FlagOverlayTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    [Test]
    public void Rebase_ThroughRandomEnvironments_SaysTheSame()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var environment = RandomFlags(random).Base;
            var user = RandomFlags(random);
            var view = ViewOf(environment, user);
            for (var change = 0; change < 3; change++)
            {
                var next = random.Next(3) == 0 ? environment : RandomFlags(random).Base;
                view.Rebase(new RebasePlan(view.Overlay.Base, next));

                view.Overlay.Base.Should().BeSameAs(next);
                Describe(view).Should().Be(Describe(user), $"round {round}");
                view.Flags.Count.Should().Be(user.Flags.Count);
            }
        }
    }

    [Test]
    public void Rebase_KeepsOnlyWhatDiffers()
    {
        var first = Flags(("a", 1), ("b", 2));
        var view = ViewOf(first.Base, Flags(("a", 9), ("b", 2)));
        view.Overlay.Differences.Should().Be(1);

        view.Rebase(new RebasePlan(first.Base, Flags(("a", 9), ("b", 2)).Base));

        view.Overlay.Differences.Should().Be(0);
    }

    private static IdentityFlagSnapshot ViewOf(FlagBase environment, FlagSnapshot user)
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

        return new IdentityFlagSnapshot(FlagOverlay.Of(environment, known, unknown), TraitSet.Empty, 1, FlagSource.Api, null);
    }

    private static FlagSnapshot RandomFlags(Random random) =>
        Flags([.. Names.Where(_ => random.Next(3) > 0).Select(name => (name, random.Next(3)))]);

    private static FlagSnapshot Flags(params (string Name, int Value)[] flags)
    {
        var builder = new FlagSnapshotBuilder();
        foreach (var (name, value) in flags)
        {
            builder.Set(name, value > 0, value);
        }

        return (FlagSnapshot)builder.Build();
    }

    private static string Describe(IFlagSnapshot flags) =>
        string.Join(",", Names.Select(name => $"{name}={(flags.HasFeature(name) ? $"{flags.IsEnabled(name)}/{flags.GetValue(name)}/{flags.GetFlag(name)!.Value}" : "absent")}"));
}
