using System.Diagnostics;
using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>A fleet that shares a Redis, in real time, against its bounds.</summary>
internal sealed class FleetMode : IMode
{
    private const int DefaultHosts = 100;
    private const int NoServer = 3;

    public string Name => "--fleet";

    public string Usage => $"[HOSTS [WORDS]]    {DefaultHosts} hosts, by default, that share one redis-server through changes and outages, in about eight minutes; only scenarios whose name has these words";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [] => RunAsync(DefaultHosts, ""),
        [var text, .. var words] when words.Length <= 1 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hosts) && hosts >= 2 => RunAsync(hosts, words.FirstOrDefault("")),
        _ => null,
    };

    private static async Task<int> RunAsync(int hosts, string words)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "redis-server"))))
        {
            Console.Error.WriteLine("There is no redis-server on this machine. On Debian: apt-get install redis-server");
            return NoServer;
        }

        Console.WriteLine($"{hosts} hosts in one process, each with a connection of its own; their clocks are wrong by up to 10 minutes");
        var isGood = true;
        foreach (var scenario in FleetScenarios.All.Where(scenario => scenario.Name.Contains(words, StringComparison.OrdinalIgnoreCase)))
        {
            var began = Stopwatch.GetTimestamp();
            using var server = await RedisServer.StartAsync();
            var targets = await scenario.RunAsync(hosts, server);
            Console.WriteLine($"{scenario.Name} ({Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s)");
            Array.ForEach(targets, static target => target.Print());
            isGood &= targets.All(static target => target.IsMet);
        }

        return isGood ? 0 : 1;
    }
}
