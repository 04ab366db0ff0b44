using Flagsmith.Polling.Identities;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>When the cache makes room, how much, and who waits for it.</summary>
public sealed class CacheCompactionTests
{
    [TestCase(40, 20)] // never more than half
    [TestCase(128, 64)]
    [TestCase(640, 64)] // enough for some users
    [TestCase(1_280, 64)]
    [TestCase(2_000, 100)] // never less than a twentieth
    public async Task FullCache_LosesAShareOfItsEntries(int count, int lost)
    {
        using var entries = Entries(count);

        await new CacheCompaction(entries, most: 1_000_000).MakeRoomAsync(isFull: true);

        entries.Count.Should().Be(count - lost);
    }

    [TestCase(999, false)]
    [TestCase(1_000, true)]
    public async Task CacheWithinItsBound_IsWaitedFor_OnlyAtTheBound(int count, bool isWaitedFor)
    {
        using var entries = Entries(count);

        var room = new CacheCompaction(entries, most: 1_000).MakeRoomAsync(isFull: false);

        ReferenceEquals(room, Task.CompletedTask).Should().Be(!isWaitedFor);
        await room;
        SpinWait.SpinUntil(() => entries.Count < count, TimeSpan.FromSeconds(30)).Should().BeTrue("room is made all the same");
    }

    [Test]
    public async Task CacheBelowNineteenTwentieths_KeepsItsEntries()
    {
        using var entries = Entries(949);
        var compaction = new CacheCompaction(entries, most: 1_000);

        await compaction.MakeRoomAsync(isFull: false);
        entries.Count.Should().Be(949);
        entries.Set("one more", "", new MemoryCacheEntryOptions { Size = 1 });
        _ = compaction.MakeRoomAsync(isFull: false);

        SpinWait.SpinUntil(() => entries.Count < 950, TimeSpan.FromSeconds(30)).Should().BeTrue();
    }

    [Test]
    public async Task CacheThatIsDisposed_FailsNobody()
    {
        var entries = Entries(100);
        var compaction = new CacheCompaction(entries, most: 100);
        entries.Dispose();

        await compaction.Awaiting(static disposed => disposed.MakeRoomAsync(isFull: true)).Should().NotThrowAsync();
    }

    private static MemoryCache Entries(int count)
    {
        var entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = 1_000_000 });
        for (var entry = 0; entry < count; entry++)
        {
            entries.Set(entry, "", new MemoryCacheEntryOptions { Size = 1 });
        }

        return entries;
    }
}
