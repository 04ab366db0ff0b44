using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Flagsmith.Polling.Redis.Tests.Servers;
using StackExchange.Redis;

namespace Flagsmith.Polling.Redis.Tests;

/// <summary>What the seam asks of a store, against real servers.</summary>
[TestFixture(RedisEngine.Redis)]
[TestFixture(RedisEngine.Garnet)]
public sealed class StoreTests(string engine)
{
    private const string Environment = "environment-1";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly byte[] Confirmation = [1, 0, 255];
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("the body, ü");

    private IRedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;
    private RedisSharedFlagStore _store = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RedisEngine.StartAsync(engine);
        _connection = await ConnectionMultiplexer.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_server.Port}"));
        _store = new RedisSharedFlagStore(new RedisConnection(() => Task.FromResult<IConnectionMultiplexer>(_connection), isOwned: false), new RedisNames("flagsmith"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _connection.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task EmptyStore_HasNothingButATime()
    {
        var reading = await _store.ReadAsync(Environment, default);
        reading.Confirmation.IsEmpty.Should().BeTrue();
        reading.Now.Should().BeAfter(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (await _store.ReadBodyAsync(Environment, 1000, default)).IsEmpty.Should().BeTrue();
    }

    [Test]
    public async Task Turn_IsOneHostsUntilItIsGivenBack()
    {
        var turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        turn.Should().NotBeNull();
        (await _store.TryTakeTurnAsync(Environment, Limit, default)).Should().BeNull();
        (await _store.TryTakeTurnAsync("another", Limit, default)).Should().NotBeNull();

        await _store.ReleaseTurnAsync(Environment, turn! with { Token = "another" }, default);
        (await _store.TryTakeTurnAsync(Environment, Limit, default)).Should().BeNull("only its holder gives it back");

        await _store.ReleaseTurnAsync(Environment, turn!, default);
        var next = await _store.TryTakeTurnAsync(Environment, Limit, default);
        next!.BeganAt.Should().BeOnOrAfter(turn!.BeganAt);
    }

    [Test]
    public async Task Turn_EndsByItself()
    {
        (await _store.TryTakeTurnAsync(Environment, TimeSpan.FromMilliseconds(50), default)).Should().NotBeNull();
        while (await _store.TryTakeTurnAsync(Environment, Limit, default) is null)
        {
            await Task.Yield();
        }
    }

    [Test]
    public async Task Write_StoresAllAndGivesTheTurnBack()
    {
        var turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        (await _store.WriteAsync(Environment, turn!, Write(Body), default)).Should().Be(SharedWriteOutcome.Written);

        (await _store.ReadAsync(Environment, default)).Confirmation.ToArray().Should().Equal(Confirmation);
        (await _store.ReadBodyAsync(Environment, 1000, default)).ToArray().Should().Equal(Body);
        (await _store.TryTakeTurnAsync(Environment, Limit, default)).Should().NotBeNull();
        foreach (var key in new[] { "confirmed", "flags" })
        {
            (await _connection.GetDatabase().KeyTimeToLiveAsync($"flagsmith:{{{Environment}}}:{key}")).Should().BeCloseTo(TimeSpan.FromDays(7), TimeSpan.FromMinutes(10));
        }
    }

    [Test]
    public async Task Write_WithoutBody_KeepsTheStoredOneAndRenewsItsTime()
    {
        var turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        await _store.WriteAsync(Environment, turn!, Write(Body) with { TimeToLive = TimeSpan.FromHours(1) }, default);
        turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        (await _store.WriteAsync(Environment, turn!, Write([]), default)).Should().Be(SharedWriteOutcome.Written);

        (await _store.ReadBodyAsync(Environment, 1000, default)).ToArray().Should().Equal(Body);
        (await _connection.GetDatabase().KeyTimeToLiveAsync($"flagsmith:{{{Environment}}}:flags")).Should().BeGreaterThan(TimeSpan.FromDays(6));
    }

    [Test]
    public async Task Write_WithoutBody_WhereNoneIsStored_WritesNothing()
    {
        var turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        (await _store.WriteAsync(Environment, turn!, Write([]), default)).Should().Be(SharedWriteOutcome.BodyMissing);

        (await _store.ReadAsync(Environment, default)).Confirmation.IsEmpty.Should().BeTrue();
        (await _store.TryTakeTurnAsync(Environment, Limit, default)).Should().BeNull("the turn is still held");
        (await _store.WriteAsync(Environment, turn!, Write([]) with { NeedsBody = false }, default)).Should().Be(SharedWriteOutcome.Written);
    }

    [Test]
    public async Task Write_AfterTheTurn_WritesNothing()
    {
        var turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        await _connection.GetDatabase().KeyDeleteAsync($"flagsmith:{{{Environment}}}:turn");
        (await _store.WriteAsync(Environment, turn!, Write(Body), default)).Should().Be(SharedWriteOutcome.TurnLost);
        await _store.TryTakeTurnAsync(Environment, Limit, default);
        (await _store.WriteAsync(Environment, turn!, Write(Body), default)).Should().Be(SharedWriteOutcome.TurnLost, "another host has the turn");

        (await _store.ReadAsync(Environment, default)).Confirmation.IsEmpty.Should().BeTrue();
        (await _store.ReadBodyAsync(Environment, 1000, default)).IsEmpty.Should().BeTrue();
    }

    [Test]
    public async Task LongEntries_AreNotReadWhole()
    {
        await _connection.GetDatabase().StringSetAsync($"flagsmith:{{{Environment}}}:confirmed", new byte[1_000_000]);
        await _connection.GetDatabase().StringSetAsync($"flagsmith:{{{Environment}}}:flags", new byte[1_000_000]);
        (await _store.ReadAsync(Environment, default)).Confirmation.Length.Should().Be(1025);
        (await _store.ReadBodyAsync(Environment, 2000, default)).Length.Should().Be(2001, "one more than wanted shows that it is longer");
    }

    [Test]
    public async Task Notices_ReachAllSubscribers()
    {
        var (first, second, other) = (new Listener(), new Listener(), new Listener());
        await using var one = await _store.SubscribeAsync(Environment, first, default);
        await using var two = await _store.SubscribeAsync(Environment, second, default);
        await using var three = await _store.SubscribeAsync("another", other, default);

        await _store.NotifyAsync(Environment, new byte[] { 7 }, default);
        var turn = await _store.TryTakeTurnAsync(Environment, Limit, default);
        await _store.WriteAsync(Environment, turn!, Write(Body) with { Notice = new byte[] { 8 } }, default);

        foreach (var listener in new[] { first, second })
        {
            while (listener.Notices.Count < 2)
            {
                await Task.Yield();
            }

            listener.Notices.Should().BeEquivalentTo([(byte)7, (byte)8]); // in any order
        }

        other.Notices.Should().BeEmpty();
    }

    private static SharedStoreWrite Write(byte[] body) => new() { Confirmation = Confirmation, Body = body, NeedsBody = true, TimeToLive = TimeSpan.FromDays(7) };

    private sealed class Listener : ISharedStoreListener
    {
        public ConcurrentQueue<byte> Notices { get; } = new();

        public void Noticed(ReadOnlyMemory<byte> notice) => Notices.Enqueue(notice.Span[0]);

        public void Reconnected()
        {
        }
    }
}
