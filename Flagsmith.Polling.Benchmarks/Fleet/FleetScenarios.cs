using System.Diagnostics;
using Flagsmith.Polling.Sharing;

namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>All scenarios with their bounds.</summary>
internal static class FleetScenarios
{
    private const int Flags = 100;
    private const int DocumentBytes = 5_000_000;
    private const int Kills = 50;
    private const int HostsForEachCore = 5; // each reads the whole document, and a machine has one

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    public static FleetScenario[] All { get; } =
    [
        new("nothing changes, 20 intervals of 2 s", IdleAsync),
        new("nothing changes, one interval of 60 s", TrafficAsync),
        new($"changes, {Flags} flags", (hosts, server) => ChangesAsync(hosts, server, new FleetPlan(new FleetApi(static content => FleetApi.FlagsOf(content, Flags)), server.Port, TimeSpan.FromMinutes(10)), changes: 40, limit: 250)),
        new("changes, a document of 5 MB, at most 5 hosts for each core", (hosts, server) => ChangesAsync(Math.Min(hosts, HostsForEachCore * Environment.ProcessorCount), server, new FleetPlan(new FleetApi(static content => FleetApi.DocumentOf(content, DocumentBytes)), server.Port, TimeSpan.FromMinutes(10)) { Mode = FlagsmithMode.LocalEvaluation, RequestTimeout = TimeSpan.FromSeconds(20) }, changes: 5, limit: 1000)),
        new("the polling host dies in mid-poll", DeadHostAsync),
        new("all notices are lost", LostNoticesAsync),
        new($"Redis is killed and emptied {Kills} times", KilledAsync),
        new("Flagsmith is down for 20 intervals", FlagsmithDownAsync),
        .. Failures.Select(static failure => new FleetScenario($"Redis {failure.Name}", (hosts, server) => FailingAsync(hosts, server, failure.Command))),
    ];

    private static (string Name, string[] Command)[] Failures =>
    [
        ("hangs", ["CLIENT", "PAUSE", "600000", "ALL"]),
        ("is read-only", ["REPLICAOF", "127.0.0.1", "1"]),
        ("is out of memory", ["CONFIG", "SET", "maxmemory", "1"]),
        ("does not permit", ["ACL", "SETUSER", "default", "-getrange", "-set", "-time"]),
    ];

    private static FleetPlan PlanOf(RedisServer server, TimeSpan interval) =>
        new(new FleetApi(static content => FleetApi.FlagsOf(content, Flags)), server.Port, interval);

    private static async Task<Target[]> IdleAsync(int count, RedisServer server)
    {
        const int Intervals = 20;
        var plan = PlanOf(server, Short);
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        await Task.Delay(Short);
        var before = plan.Api.Requests.Length;
        await Task.Delay(Short * Intervals);
        return [Target.AtMost("requests to Flagsmith an interval", (double)(plan.Api.Requests.Length - before) / Intervals, 1.1, ""), .. Reads(hosts)];
    }

    private static async Task<Target[]> TrafficAsync(int count, RedisServer server)
    {
        var plan = PlanOf(server, TimeSpan.FromSeconds(60));
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        await Task.Delay(TimeSpan.FromSeconds(70)); // what was begun with the start is over
        var before = await server.TrafficAsync();
        await Task.Delay(TimeSpan.FromSeconds(62)); // a poll and a look of each host
        return [Target.AtMost("bytes of Redis traffic a host and interval", (double)(await server.TrafficAsync() - before) / count, 300, "B")];
    }

    private static async Task<Target[]> ChangesAsync(int count, RedisServer server, FleetPlan plan, int changes, double limit)
    {
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        var last = new List<double>();
        var missed = 0;
        for (var change = 0; change < changes; change++)
        {
            plan.Api.Change();
            await hosts.All[change % count].Flags.RefreshAsync();
            if (await hosts.UntilAllHaveAsync(plan.Api.Content, TimeSpan.FromSeconds(30)))
            {
                last.Add(Stopwatch.GetElapsedTime(plan.Api.ServedAt, hosts.All.Max(static host => host.ChangedAt)).TotalMilliseconds);
            }
            else
            {
                missed++;
            }
        }

        last.Sort();
        var worst = last.Count == 0 ? double.PositiveInfinity : last[(int)Math.Ceiling(last.Count * 0.99) - 1];
        var median = last.Count == 0 ? double.PositiveInfinity : last[last.Count / 2];
        return
        [
            Target.AtMost("change to last host, median", median, limit, "ms"),
            Target.AtMost("change to last host, 99th percentile", worst, limit, "ms"),
            Target.AtMost("changes that did not reach all", missed, 0, ""),
            .. Reads(hosts),
        ];
    }

    private static async Task<Target[]> DeadHostAsync(int count, RedisServer server)
    {
        var plan = PlanOf(server, Short);
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        var turn = SharedPauses.OfTurn(new FlagsmithPollingOptions { RequestTimeout = plan.RequestTimeout });
        var key = $"flagsmith:{{{SharedKeys.Of(new FlagsmithPollingOptions { EnvironmentKey = "ser.TheKeyOfTheFleet", ApiUrl = new Uri("https://flagsmith.test/api/v1/") }).Tag}}}:turn";
        while (!(await server.SendAsync("SET", key, "dead", "NX", "PX", turn.TotalMilliseconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture))).StartsWith("+OK", StringComparison.Ordinal))
        {
            await Task.Delay(5);
        }

        var before = plan.Api.Requests.Length;
        var taken = Stopwatch.GetTimestamp();
        while (plan.Api.Requests.Length == before && Stopwatch.GetElapsedTime(taken) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(5);
        }

        return [Target.AtMost("time to the next poll (interval + turn)", Stopwatch.GetElapsedTime(taken).TotalSeconds, (Short + turn).TotalSeconds, "s"), .. Reads(hosts)];
    }

    private static async Task<Target[]> LostNoticesAsync(int count, RedisServer server)
    {
        var plan = PlanOf(server, Short) with { DropsNotices = true };
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        var worst = 0.0;
        for (var change = 0; change < 8; change++)
        {
            plan.Api.Change();
            worst = await hosts.UntilAllHaveAsync(plan.Api.Content, TimeSpan.FromSeconds(30))
                ? Math.Max(worst, Stopwatch.GetElapsedTime(plan.Api.ServedAt, hosts.All.Max(static host => host.ChangedAt)).TotalSeconds)
                : double.PositiveInfinity;
        }

        return [Target.AtMost("change to last host (interval with its jitter)", worst, Short.TotalSeconds * 1.15, "s"), .. Reads(hosts)];
    }

    private static async Task<Target[]> KilledAsync(int count, RedisServer server)
    {
        var plan = PlanOf(server, Long);
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        var random = new Random(1);
        var began = Stopwatch.GetTimestamp();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(8 * random.NextDouble()));
            plan.Api.Change();
            await server.KillAndRestartAsync(TimeSpan.FromMilliseconds(100 * random.NextDouble()));
        }

        var emptied = Stopwatch.GetTimestamp();
        var tag = SharedKeys.Of(new FlagsmithPollingOptions { EnvironmentKey = "ser.TheKeyOfTheFleet", ApiUrl = new Uri("https://flagsmith.test/api/v1/") }).Tag;
        while (!(await server.SendAsync("EXISTS", $"flagsmith:{{{tag}}}:flags")).StartsWith(":1", StringComparison.Ordinal) && Stopwatch.GetElapsedTime(emptied) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(20);
        }

        var filled = Stopwatch.GetElapsedTime(emptied).TotalSeconds;
        var polls = plan.Api.Requests.Where(at => at >= began).ToArray();
        var peak = polls.Length == 0 ? 0 : polls.Max(from => polls.Count(at => at >= from && Stopwatch.GetElapsedTime(from, at) < TimeSpan.FromSeconds(1)));
        var mean = count / Long.TotalSeconds; // of as many hosts that share nothing
        return
        [
            Target.AtMost("polls in the busiest second, × mean of as many hosts alone", peak / mean, 3, ""),
            Target.AtMost("polls an interval, on average", polls.Length / (Stopwatch.GetElapsedTime(began) / Long), 3, ""),
            Target.AtMost("time until the store is filled again", filled, Long.TotalSeconds * 1.1, "s"),
            .. Reads(hosts),
        ];
    }

    private static async Task<Target[]> FlagsmithDownAsync(int count, RedisServer server)
    {
        var plan = PlanOf(server, Short);
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        plan.Api.IsDown = true;
        var before = plan.Api.Requests.Length;
        await Task.Delay(Short * 20);
        var attempts = plan.Api.Requests[before..];

        // A pause of less than a second is within a step: none is shorter.
        var steps = attempts.Length == 0 ? 0 : 1 + attempts.Zip(attempts.Skip(1)).Count(static pair => Stopwatch.GetElapsedTime(pair.First, pair.Second) >= TimeSpan.FromSeconds(0.95));
        plan.Api.IsDown = false;
        plan.Api.Change();
        var healed = await hosts.UntilAllHaveAsync(plan.Api.Content, TimeSpan.FromMinutes(6));
        return
        [
            Target.AtMost($"attempts a step of the backoff ({attempts.Length} in {steps})", steps == 0 ? 0 : (double)attempts.Length / steps, 1.2, ""),
            Target.AtMost("hosts that are not healed afterwards", healed ? 0 : hosts.All.Count(host => host.Content != plan.Api.Content), 0, ""),
            .. Reads(hosts),
        ];
    }

    private static async Task<Target[]> FailingAsync(int count, RedisServer server, string[] command)
    {
        const int Intervals = 4;
        var plan = PlanOf(server, Short);
        await using var hosts = await FleetHosts.StartAsync(count, plan);
        await server.SendAsync(command);
        await Task.Delay(Short * 2);
        plan.Api.Change();
        var before = plan.Api.Requests.Length;
        await Task.Delay(Short * Intervals);
        return
        [
            Target.AtMost("polls of a host an interval", (double)(plan.Api.Requests.Length - before) / Intervals / count, 1.2, ""),
            Target.AtMost("hosts with old flags after four intervals", hosts.All.Count(host => host.Content != plan.Api.Content), 0, ""),
            Target.AtMost("hosts that are not fresh", hosts.All.Count(static host => host.Flags.Status.State != FlagProviderState.Fresh), 0, ""),
            .. Reads(hosts),
        ];
    }

    private static Target[] Reads(FleetHosts hosts) =>
    [
        Target.AtMost("older flags over newer ones", hosts.All.Sum(static host => host.StepsBack), 0, ""),
        Target.AtMost("empty publications", hosts.All.Sum(static host => host.EmptyPublications), 0, ""),
    ];
}
