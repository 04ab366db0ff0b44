using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Flagsmith.Polling.Redis.Tests;

/// <summary>Connections that are lost, late or never made.</summary>
[NonParallelizable] // exceptions that nobody looks at are the process's
public sealed class ConnectionTests
{
    private const string Environment = "environment-1";

    private static readonly RedisChannel Channel = RedisChannel.Literal($"flagsmith:{{{Environment}}}");

    [Test]
    public async Task Read_WithoutAServer_LeavesNoExceptionThatNobodyLooksAt()
    {
        await using var server = await RedisEngine.StartRedisAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(OptionsOf(server).ToOptions());
        var store = StoreOf(connection);
        await store.ReadAsync(Environment, default);
        server.Kill();
        await UntilAsync(() => !connection.IsConnected);

        var unobserved = await UnobservedAsync(() => FailAsync(store));

        await server.RestartAsync();
        unobserved.Should().BeEmpty();
    }

    [Test]
    public async Task Connecting_ThatFailsLater_LeavesNoExceptionThatNobodyLooksAt() =>
        (await UnobservedAsync(FailToConnectAsync)).Should().BeEmpty();

    [Test]
    public async Task Connection_ThatIsMadeAfterTheDisposal_IsDisposed()
    {
        await using var server = await RedisEngine.StartRedisAsync();
        var made = new TaskCompletionSource<IConnectionMultiplexer>();
        var count = 0;
        var connection = new RedisConnection(
            () =>
            {
                Interlocked.Increment(ref count);
                return made.Task;
            },
            isOwned: true);
        using var waits = new CancellationTokenSource();
        var getting = connection.GetAsync(waits.Token).AsTask();
        await waits.CancelAsync();
        await FluentActions.Awaiting(() => getting).Should().ThrowAsync<OperationCanceledException>();

        await connection.DisposeAsync();
        var late = await ConnectionMultiplexer.ConnectAsync(OptionsOf(server).ToOptions());
        made.SetResult(late);

        await UntilAsync(() => !late.IsConnected);

        await FluentActions.Awaiting(() => connection.GetAsync(default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        count.Should().BeLessThanOrEqualTo(1);
    }

    [Test]
    public async Task Turn_WhoseTimeCannotBeRead_IsGivenBack()
    {
        await using var server = await RedisEngine.StartRedisAsync();
        await server.SendAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "&*", "+@all", "-time");
        var options = OptionsOf(server).ToOptions();
        options.User = "limited";
        options.Password = "any";
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);

        await FluentActions.Awaiting(() => StoreOf(connection).TryTakeTurnAsync(Environment, TimeSpan.FromSeconds(20), default).AsTask()).Should().ThrowAsync<RedisException>();

        (await server.SendAsync("EXISTS", $"flagsmith:{{{Environment}}}:turn")).Should().StartWith(":0");
    }

    [Test]
    public async Task Subscription_ThatFailed_DoesNotComeToLifeLater()
    {
        await using var server = await RedisEngine.StartRedisAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(OptionsOf(server).ToOptions());
        var store = StoreOf(connection);
        await store.ReadAsync(Environment, default);
        server.Kill();
        await UntilAsync(() => !connection.IsConnected);

        var failed = 0;
        for (var time = 0; time < 3; time++)
        {
            try
            {
                await (await store.SubscribeAsync(Environment, new Silent(), default)).DisposeAsync();
            }
            catch (Exception cause) when (cause is RedisException or TimeoutException)
            {
                failed++;
            }
        }

        await server.RestartAsync();
        await UntilAsync(() => connection.IsConnected && connection.GetSubscriber().IsConnected(Channel));

        await connection.GetSubscriber().PingAsync();
        failed.Should().Be(3);
        (await server.SendAsync("PUBSUB", "NUMSUB", $"flagsmith:{{{Environment}}}")).Should().EndWith(":0\r\n");
    }

    [Test]
    public void Configuration_IsAppliedOncePerConnection()
    {
        var count = 0;
        var settings = RedisSettings.Parse(new RedisSharedStoreOptions { ConfigureConnection = _ => count++ });
        settings.ToOptions();
        count.Should().Be(1);
    }

    [Test]
    public async Task Disposal_InTheMiddleOfAPoll_GivesTheTurnBack()
    {
        await using var server = await RedisEngine.StartRedisAsync();
        var handler = new Hanging();
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "ser.key";
            options.ApiUrl = new Uri("https://flags.test/api/v1/");
        })
            .UseRedis(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}"))
            .HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => handler);
        var provider = services.BuildServiceProvider();
        var flags = provider.GetRequiredService<IFlagProvider>();
        var refresh = flags.RefreshAsync();
        await UntilAsync(() => refresh.IsCompleted || handler.IsAsked); // the first look may come before the connection
        while (await KeysAsync(server) is not "*1")
        {
            await FluentActions.Awaiting(() => refresh.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<FlagsmithApiException>();
            refresh = flags.RefreshAsync();
            await Task.Delay(500);
        }

        var began = Stopwatch.GetTimestamp();
        await provider.DisposeAsync();

        if (Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(500))
        {
            Assert.Inconclusive("The machine was too busy: the disposal has stopped to wait for the store.");
        }

        (await KeysAsync(server)).Should().Be("*0");
        await FluentActions.Awaiting(() => refresh).Should().ThrowAsync<ObjectDisposedException>();
    }

    private static async Task<string> KeysAsync(RedisProcess server) => (await server.SendAsync("KEYS", "*turn"))[..2];

    private static RedisSettings OptionsOf(RedisProcess server) =>
        RedisSettings.Parse(new RedisSharedStoreOptions { Configuration = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}") });

    private static RedisSharedFlagStore StoreOf(IConnectionMultiplexer connection) =>
        new(new RedisConnection(() => Task.FromResult(connection), isOwned: false), new RedisNames("flagsmith"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailAsync(RedisSharedFlagStore store) =>
        await FluentActions.Awaiting(() => store.ReadAsync(Environment, default).AsTask()).Should().ThrowAsync<Exception>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailToConnectAsync()
    {
        var made = new TaskCompletionSource<IConnectionMultiplexer>();
        var connection = new RedisConnection(() => made.Task, isOwned: true);
        using var waits = new CancellationTokenSource();
        var getting = connection.GetAsync(waits.Token).AsTask();
        await waits.CancelAsync();
        await FluentActions.Awaiting(() => getting).Should().ThrowAsync<OperationCanceledException>();
        made.SetException(new IOException("no route"));
        _ = made.Task.Exception; // this one is the test's
        await Task.Yield();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(20), "the condition must come true");
            await Task.Delay(5);
        }
    }

    /// <returns>The exceptions that nobody has looked at.</returns>
    private static async Task<List<Exception>> UnobservedAsync(Func<Task> act)
    {
        List<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            lock (unobserved)
            {
                unobserved.Add(args.Exception);
            }
        }

        for (var time = 0; time < 3; time++) // what other tests have left
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            for (var time = 0; time < 5; time++)
            {
                await act();
            }

            for (var time = 0; time < 10; time++)
            {
                await Task.Delay(20);
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            lock (unobserved)
            {
                return [.. unobserved];
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    private sealed class Hanging : HttpMessageHandler
    {
        public bool IsAsked { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            IsAsked = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }

    private sealed class Silent : ISharedStoreListener
    {
        public void Noticed(ReadOnlyMemory<byte> notice)
        {
        }

        public void Reconnected()
        {
        }
    }
}
