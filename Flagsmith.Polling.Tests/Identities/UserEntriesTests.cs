using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>How large an entry of the users' cache may be, and how long it is kept.</summary>
public sealed class UserEntriesTests : IDisposable
{
    private const int MaxBytes = 10_000;

    private readonly ManualTimeProvider _time = new();
    private readonly CoarseClock _clock;

    public UserEntriesTests()
    {
        _clock = new CoarseClock(new MonotonicClock(_time), NullLogger.Instance);
        _clock.EnsureStarted();
    }

    public void Dispose() => _clock.Dispose();

    [TestCase(0, false)]
    [TestCase(1, true)]
    public void Entry_CountsItsNameAndEachResponse(int more, bool isTooLarge)
    {
        using var entries = Entries(100);
        var rest = MaxBytes - MemorySize.Of("ada");

        entries.AreTooLarge("ada", [User(rest + more)]).Should().Be(isTooLarge);
        entries.AreTooLarge("ada", [User(1_000), User(rest - 1_000 + more)]).Should().Be(isTooLarge);
    }

    // A small entry counts its share of the bytes, so that there are not more entries than the bound; each has a name of 26 bytes.
    [TestCase(2, 100, 2)]
    [TestCase(4, 100, 4)]
    [TestCase(100, 2_474, 4)]
    [TestCase(100, 2_475, 3)]
    public void Entries_AreBoundedInNumberAndBytes(int most, int bytes, int kept)
    {
        using var entries = Entries(most);
        for (var user = 0; user < kept; user++)
        {
            entries.Set($"{user}", [User(bytes)], TimeSpan.FromHours(1));
        }

        entries.Walk().Should().HaveCount(kept);
        entries.Set("x", [User(bytes)], TimeSpan.FromHours(1));

        entries.Find("x").ToArray().Should().BeEmpty();
    }

    [Test]
    public void Entries_AreNeverMoreThanTheirBound_HoweverManyItAllows()
    {
        const int Most = 5_000;
        using var entries = new UserEntries(Most, Most * 1_000L, _clock, TimeSpan.FromSeconds(30));
        for (var user = 0; user < Most + 20; user++)
        {
            entries.Set($"{user}", [User(100)], TimeSpan.FromHours(1));
        }

        entries.Count.Should().BeLessThanOrEqualTo(Most);
    }

    [TestCase(999, true)]
    [TestCase(1_000, false)]
    public void Entry_IsKept_UntilItsTimeIsOver(int milliseconds, bool isKept)
    {
        using var entries = Entries(100);
        entries.Set("ada", [User(100)], TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        (entries.Find("ada").Find(variant: null) is not null).Should().Be(isKept);
    }

    [Test]
    public void Entry_TakesThePlaceOfAnother_AndIsRemovedByName()
    {
        using var entries = Entries(100);
        CachedUser[] both = [User(100), User(200)];
        entries.Set("ada", [User(100)], TimeSpan.FromHours(1));

        entries.Set("ada", both, TimeSpan.FromHours(1));
        entries.Set("bob", [User(100)], TimeSpan.FromHours(1));

        entries.Find("ada").ToArray().Should().Equal(both);
        (entries.Count, entries.Walk().Count()).Should().Be((2, 3));
        entries.Remove("ada");
        entries.Find("ada").ToArray().Should().BeEmpty();
        entries.Count.Should().Be(1);
    }

    private static CachedUser User(long bytes) =>
        new(new IdentityFlagSnapshot(FlagOverlay.Same(FlagBase.Empty), TraitSet.Empty, version: 1, FlagSource.Api, fetchedAt: null)) { Bytes = bytes };

    private UserEntries Entries(int most) => new(most, MaxBytes, _clock, TimeSpan.FromSeconds(30));
}
