using System.Diagnostics;
using Flagsmith.Polling.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Flagsmith.Polling.Redis.Tests;

/// <summary>Whatever Redis does, flags go on: as if there were none.</summary>
public sealed class OutageTests
{
    private static readonly Dictionary<string, (Func<RedisProcess, Task> Break, Func<RedisProcess, Task> Mend)> Outages = new()
    {
        ["killed"] = (KillAsync, static server => server.RestartAsync()),
        ["read-only"] = (static server => server.SendAsync("REPLICAOF", "127.0.0.1", "1"), static server => server.SendAsync("REPLICAOF", "NO", "ONE")),
        ["out of memory"] = (static server => server.SendAsync("CONFIG", "SET", "maxmemory", "1"), static server => server.SendAsync("CONFIG", "SET", "maxmemory", "0")),
        ["not permitted"] = (static server => server.SendAsync("ACL", "SETUSER", "default", "-getrange", "-set", "-time"), static server => server.SendAsync("ACL", "SETUSER", "default", "+@all")),
        ["not permitted to write"] = (static server => server.SendAsync("ACL", "SETUSER", "default", "-psetex", "-setex", "-unlink", "-del", "-exec"), static server => server.SendAsync("ACL", "SETUSER", "default", "+@all")),
        ["hangs"] = (static server => server.SendAsync("CLIENT", "PAUSE", "600000", "ALL"), KillAndRestartAsync),
    };

    private static IEnumerable<string> Kinds => Outages.Keys;

    [TestCaseSource(nameof(Kinds)), CancelAfter(120_000)]
    public async Task EachHostPollsByItself_AndTheStoreIsUsedAgain(string kind, CancellationToken token)
    {
        await using var server = await RedisEngine.StartRedisAsync();
        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 3, configure: static options => options.RequestTimeout = TimeSpan.FromSeconds(1)); // which turns depend on
        await fleet.UntilAllConnectedAsync(token);
        var before = Unavailable(fleet);
        await Outages[kind].Break(server);

        await fleet.UntilAllAsync(static flags => !flags.Status.SharedStore!.IsAvailable, token);
        fleet.Flagsmith.SetFlag("flag_b", enabled: true);
        await fleet.UntilAllAsync(static flags => flags.Current.HasFeature("flag_b") && flags.Status.State == FlagProviderState.Fresh, token);
        (Unavailable(fleet) - before).Should().BeLessThanOrEqualTo(3, "each host says so once");

        await Outages[kind].Mend(server);
        await fleet.UntilAllAsync(static flags => flags.Status.SharedStore!.IsAvailable, token);
        fleet.Flagsmith.SetFlag("flag_c", enabled: true);
        await fleet.UntilAllAsync(static flags => flags.Current.HasFeature("flag_c"), token);
    }

    [Test, CancelAfter(60_000)]
    public async Task HostThatStarts_WithoutARedis_HasFlags(CancellationToken token)
    {
        await using var fleet = await RedisFleet.StartAsync(port: 1, hosts: 0);
        var began = Stopwatch.GetTimestamp();
        var host = await fleet.AddAsync();

        RedisFleet.FlagsOf(host).Current.IsEnabled("flag_a").Should().BeTrue();
        RedisFleet.FlagsOf(host).Current.Source.Should().Be(FlagSource.Api);
        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(30), "the start does not wait for a connection");
    }

    [Test, CancelAfter(60_000)]
    public async Task Password_IsInNoLogLine(CancellationToken token)
    {
        await using var server = await RedisEngine.StartRedisAsync("--requirepass", "TheSecretPassword");
        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 1, settings: ",password=TheSecretPassword");
        await fleet.UntilAllConnectedAsync(token);
        await using var wrong = await RedisFleet.StartAsync(server.Port, hosts: 1, settings: ",password=AnotherSecretPassword");
        await wrong.UntilAllAsync(static flags => !flags.Status.SharedStore!.IsAvailable, token);

        RedisFleet.FlagsOf(fleet.Hosts[0]).Status.SharedStore!.IsAvailable.Should().BeTrue();
        fleet.Lines.All.Concat(wrong.Lines.All).Should().AllSatisfy(line => line.Text.Should().NotContain("SecretPassword"));
    }

    [Test, CancelAfter(60_000)]
    public async Task UserWithTheDocumentedPermissions_CanDoAll(CancellationToken token)
    {
        using var page = new StreamReader(typeof(OutageTests).Assembly.GetManifestResourceStream("fleet.md")!);
        var command = (await page.ReadToEndAsync(token)).Split('\n').Single(static line => line.StartsWith("ACL SETUSER", StringComparison.Ordinal)).TrimEnd().Split(' ');
        await using var server = await RedisEngine.StartRedisAsync();
        (await server.SendAsync(command)).Should().StartWith("+OK");
        await server.SendAsync("ACL", "SETUSER", "default", "off");

        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 2, settings: ",user=flags,password=password");
        await fleet.UntilAllConnectedAsync(token);
        fleet.Flagsmith.SetFlag("flag_b", enabled: true);
        await fleet.UntilAllAsync(static flags => flags.Current.HasFeature("flag_b"), token);
        fleet.Hosts[0].Services.GetRequiredService<IFlagChangeHints>().UsersChanged();
        await fleet.UntilAllAsync(static flags => flags.Status.SharedStore!.IsAvailable, token);
        fleet.Lines.All.Should().NotContain(line => line.Event == "SharedStoreUnavailable" && line.Text.Contains(nameof(RedisServerException), StringComparison.Ordinal));
    }

    [Test, CancelAfter(60_000)]
    public async Task ClusterNode_ServesAFleet(CancellationToken token)
    {
        await using var server = await RedisEngine.StartRedisAsync("--cluster-enabled", "yes", "--cluster-config-file", Path.Combine(Path.GetTempPath(), $"nodes-{Guid.NewGuid():N}.conf"));
        (await server.SendAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383")).Should().StartWith("+OK");
        while (!(await server.SendAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 2);
        await fleet.UntilAllConnectedAsync(token);
        fleet.Flagsmith.SetFlag("flag_b", enabled: true);
        await fleet.UntilAllAsync(static flags => flags.Current.HasFeature("flag_b"), token);
    }

    [TestCase("")]
    [TestCase("with space")]
    [TestCase("with{braces}")]
    public void KeyPrefix_ThatCannotBeAName_IsAnError(string prefix)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        FluentActions.Invoking(() => builder.AddFlagsmithPolling().UseRedis(options => options.KeyPrefix = prefix)).Should().Throw<ArgumentException>().WithMessage("KeyPrefix*");
    }

    [Test]
    public void ConfigurationThatCannotBeRead_IsAnError_WithoutItsText()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        FluentActions.Invoking(() => builder.AddFlagsmithPolling().UseRedis("localhost,password=TheSecretPassword,unknown=1"))
            .Should().Throw<ArgumentException>().Which.ToString().Should().NotContain("TheSecretPassword");
    }

    private static int Unavailable(RedisFleet fleet) => fleet.Lines.All.Count(static line => line.Event == "SharedStoreUnavailable");

    private static Task KillAsync(RedisProcess server)
    {
        server.Kill();
        return Task.CompletedTask;
    }

    private static Task KillAndRestartAsync(RedisProcess server)
    {
        server.Kill();
        return server.RestartAsync();
    }
}
