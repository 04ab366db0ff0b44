using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Until when a cached response is fresh, and which environments it follows.</summary>
public sealed class CachedUserTests
{
    private readonly FlagSnapshot _environment = Environment(1, "a");

    [TestCase(999, true)]
    [TestCase(1_000, false)]
    public void Response_IsFresh_BeforeItsTime(long now, bool isFresh) => User(_environment).IsFreshAt(now).Should().Be(isFresh);

    [Test]
    public void Outdated_IsNeverFresh_AndKeepsItsTime()
    {
        var user = User(_environment);
        user.IsOutdated.Should().BeFalse();

        user.MarkOutdated();
        user.MarkOutdated();

        (user.IsOutdated, user.IsFreshAt(0), user.FreshUntil).Should().Be((true, false, 1_000L));
    }

    [TestCase(500, 500)]
    [TestCase(999, 999)]
    [TestCase(1_000, 1_000)]
    [TestCase(1_500, 1_000, Description = "stale already: it becomes no fresher")]
    public void Stale_IsFreshNoLonger(long now, long freshUntil)
    {
        var user = User(_environment);

        user.MarkStale(now);

        (user.FreshUntil, user.IsFreshAt(now), user.IsOutdated).Should().Be((freshUntil, false, false));
    }

    [Test]
    public void Stale_LeavesWhatIsOutdated()
    {
        var user = User(_environment);
        user.MarkOutdated();

        user.MarkStale(500);

        (user.FreshUntil, user.IsOutdated).Should().Be((1_000L, true));
    }

    [Test]
    public void WithoutTimeToLive_IsStale_NotOutdated() => new CachedUser(User(_environment).Snapshot) { FreshUntil = 0 }.IsOutdated.Should().BeFalse();

    [TestCase(1, "a", FlagSource.Api, false, TestName = "Follow: the environment it was fetched with")]
    [TestCase(2, "a", FlagSource.Api, true, TestName = "Follow: a later one")]
    [TestCase(2, "", FlagSource.Api, false, TestName = "Follow: one without flags is left to the user's own response")]
    [TestCase(2, "a", FlagSource.Defaults, false, TestName = "Follow: defaults are no environment")]
    public void Follow_AnEnvironmentWithFlags(long version, string names, FlagSource source, bool follows)
    {
        var (user, next) = (User(_environment), Environment(version, names, source));
        var before = user.Snapshot;

        var followed = user.Follow(next, new FlagStatePool());

        followed.Should().BeSameAs(user.Snapshot);
        ReferenceEquals(followed, before).Should().Be(!follows);
        (followed.Version, followed.Overlay.Base).Should().Be(follows ? (version, next.Base) : (1, _environment.Base));
    }

    [Test]
    public void Follow_OfAnOlderEnvironment_StaysWithTheNewer()
    {
        var user = User(_environment);
        var newest = user.Follow(Environment(3, "a"), new FlagStatePool());

        user.Follow(Environment(2, "a"), new FlagStatePool()).Should().BeSameAs(newest);
    }

    [TestCase(FlagSource.Api, FlagSource.Api, "a", true)]
    [TestCase(FlagSource.Api, FlagSource.Api, "", false)]
    [TestCase(FlagSource.Api, FlagSource.Defaults, "", true)]
    [TestCase(FlagSource.Defaults, FlagSource.Api, "a", false)]
    public void Settle_UnlessTheUsersOwnResponseIsNeeded(FlagSource own, FlagSource next, string names, bool settles)
    {
        var user = User(Environment(1, "a", own));

        user.TrySettle(Environment(7, names, next)).Should().Be(settles);

        user.SettledVersion.Should().Be(settles ? 7 : 1);
    }

    private static CachedUser User(FlagSnapshot environment) =>
        new(new IdentityFlagSnapshot(FlagOverlay.Same(environment.Base), TraitSet.Empty, environment.Version, FlagSource.Api, fetchedAt: null)) { FreshUntil = 1_000 };

    private static FlagSnapshot Environment(long version, string names, FlagSource source = FlagSource.Api) =>
        FlagSnapshotAssembly.Assemble([.. names.Select(static name => new FlagState { Enabled = true, Feature = new FeatureInfo { Name = $"{name}" } })], version, source, fetchedAt: null);
}
