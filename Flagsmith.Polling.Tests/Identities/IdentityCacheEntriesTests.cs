using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>The table of recent users in front of the entries: what the entries let go of is found nowhere.</summary>
public sealed class IdentityCacheEntriesTests : IDisposable
{
    private const string Ada = "ada";
    private const int MaxBytes = 100_000;

    private static readonly IdentityKey Plain = new(Ada, Variant: null);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly CoarseClock _clock = new(new MonotonicClock(new ManualTimeProvider()), NullLogger.Instance);
    private readonly UserEntries _entries;
    private readonly IdentityCache _cache;

    public IdentityCacheEntriesTests()
    {
        _clock.EnsureStarted();
        _entries = new UserEntries(100, MaxBytes, _clock, TimeSpan.FromSeconds(30));
        _cache = new IdentityCache(_entries, _clock);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _clock.Dispose();
    }

    [Test]
    public void Stored_IsFound_AndNotLetGoOf()
    {
        var view = Store(User());

        _cache.FindPlain(Ada).Should().BeSameAs(view, "the entries have it");
        _cache.FindPlain(Ada).Should().BeSameAs(view, "the table has it");
        view.IsDropped.Should().BeFalse();
    }

    [Test]
    public void Replaced_IsLetGoOf()
    {
        var (first, second) = (Store(User()), Store(User()));

        (first.IsDropped, second.IsDropped).Should().Be((true, false));
        _cache.FindPlain(Ada).Should().BeSameAs(second);
    }

    [Test]
    public void Removed_IsLetGoOf()
    {
        var view = Store(User());

        _cache.Remove(Ada);

        view.IsDropped.Should().BeTrue();
        _cache.FindPlain(Ada).Should().BeNull();
    }

    // The entries drop users by themselves, as when they are full; in the table a user then stays for one step of the clock at most.
    [TestCase("another response")]
    [TestCase("removal")]
    [TestCase("outdated")]
    [TestCase("one view outdated")]
    [TestCase("maintenance")]
    public void DroppedByTheEntries_IsFoundInTheTable_NoLongerThanThat(string end)
    {
        var view = Store(User());
        _cache.FindPlain(Ada);
        _entries.Remove(Ada);
        _cache.FindPlain(Ada).Should().BeSameAs(view);

        Action run = end switch
        {
            "another response" => () => Store(User()),
            "removal" => () => _cache.Remove(Ada),
            "outdated" => () => _cache.MarkOutdated(Ada),
            "one view outdated" => () => _cache.MarkOutdated(Plain),
            _ => _cache.Sweep,
        };
        run();

        _cache.FindPlain(Ada).Should().NotBeSameAs(view);
    }

    // A reader that finds a user and is held up until others have changed the entries notes what they could not forget.
    [TestCase("nothing", true)]
    [TestCase("another response", false)]
    [TestCase("another response after the entries dropped it", false)]
    [TestCase("removal after the entries dropped it", false)]
    [TestCase("the entries dropped it", false)]
    public void UserThatAReaderNotesLate_IsFound_OnlyIfItIsStillKept(string between, bool isFound)
    {
        var view = Store(User());
        if (between.EndsWith("dropped it", StringComparison.Ordinal))
        {
            _entries.Remove(Ada);
        }

        if (between.StartsWith("another", StringComparison.Ordinal))
        {
            Store(User());
        }
        else if (between.StartsWith("removal", StringComparison.Ordinal))
        {
            _cache.Remove(Ada);
        }

        _cache.NoteRead(view, _cache.Now);

        (_cache.FindPlain(Ada) == view).Should().Be(isFound);
        view.IsDropped.Should().Be(!isFound);
    }

    [Test]
    public void UserThatAReaderNotesAfterTheDisposal_IsLetGoOf()
    {
        var view = Store(User());
        _cache.Dispose();

        _cache.Invoking(cache => cache.NoteRead(view, cache.Now)).Should().Throw<ObjectDisposedException>();

        view.IsDropped.Should().BeTrue();
    }

    [Test]
    public void Disposed_FindsNobody()
    {
        Store(User());
        _cache.FindPlain(Ada);

        _cache.Dispose();

        _cache.Invoking(cache => cache.FindPlain(Ada)).Should().Throw<ObjectDisposedException>();
    }

    [TestCase(49_000, 2)]
    [TestCase(51_000, 1)]
    public void ResponsesThatAreTooLargeTogether_LeaveTheNewest(long bytes, int kept)
    {
        var plain = Store(User(bytes));
        var key = new TraitSetKey(TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)"gold")]), IdentityPersistence.None);
        var variant = User(bytes, key);

        _cache.TryStore(new IdentityKey(Ada, key), variant, 4, Hour, replaceAll: false).Should().BeTrue();

        _cache.Walk().Should().HaveCount(kept).And.Contain(variant);
        plain.IsDropped.Should().Be(kept == 1);
    }

    private CachedUser Store(CachedUser view)
    {
        _cache.TryStore(Plain, view, maxVariants: 4, Hour, replaceAll: false).Should().BeTrue();
        return view;
    }

    private static CachedUser User(long bytes = 100, TraitSetKey? variant = null) =>
        new(new IdentityFlagSnapshot(FlagOverlay.Same(FlagBase.Empty), TraitSet.Empty, version: 1, FlagSource.Api, fetchedAt: null)) { Bytes = bytes, Variant = variant };
}
