using System.Globalization;
using Flagsmith.Polling.Testing;

namespace Fleet;

/// <summary>Lets a fleet live through a change, the death of a worker and the death of Redis, and says what happens.</summary>
internal sealed class Demo(LocalFlagsmith flagsmith, RedisProcess redis, WorkerProcess[] workers, Timeline timeline)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int Workers = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int _seenRequests;

    public static async Task<int> RunAsync(string? picture)
    {
        var timeline = new Timeline();
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag(Worker.Flag, enabled: false);
        using var redis = await RedisProcess.StartAsync();
        Console.WriteLine($"{Workers} workers share one {redis.Name}, and poll every {Interval.TotalSeconds:F0} s.");
        string[] arguments = [flagsmith.ApiUrl.ToString(), flagsmith.ServerSideKey, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis.Port}")];
        var workers = Enumerable.Range(1, Workers).Select(number => WorkerProcess.Start($"worker-{number}", arguments, timeline)).ToArray();
        try
        {
            var demo = new Demo(flagsmith, redis, workers, timeline);
            using var ended = new CancellationTokenSource();
            var counting = demo.NoteRequestsAsync(ended.Token);
            var isGood = await demo.PlayAsync();
            await ended.CancelAsync();
            await counting;
            if (picture is not null)
            {
                await File.WriteAllTextAsync(picture, TimelinePicture.Draw(timeline.Moments, timeline.Now));
                Console.WriteLine($"{picture} written");
            }

            return isGood ? 0 : 1;
        }
        finally
        {
            Array.ForEach(workers, static worker => worker.Dispose());
        }
    }

    private IEnumerable<WorkerProcess> Living => workers.Where(static worker => worker.IsAlive);

    private async Task<bool> PlayAsync()
    {
        var isGood = await UntilAsync(worker => worker is { IsOn: false, IsStoreUp: true });
        await CountAsync("all is well", intervals: 4);
        isGood &= await FlipAsync(to: true);
        await CountAsync("all is well", intervals: 2);

        var poller = Living.First(worker => worker.Name == workers[0].LastPolledBy);
        Say($"{poller.Name}, which polled last, is killed");
        poller.Kill();
        isGood &= await FlipAsync(to: false);
        await CountAsync("with one worker less", intervals: 3);

        Say($"{redis.Name} is killed");
        redis.Kill();
        isGood &= await UntilAsync(static worker => !worker.IsStoreUp);
        await CountAsync("each worker polls by itself", intervals: 4);
        isGood &= await FlipAsync(to: true);

        Say($"{redis.Name} is back, and empty");
        await redis.RestartAsync();
        isGood &= await UntilAsync(static worker => worker.IsStoreUp);
        await CountAsync("one polls for all again", intervals: 4);
        isGood &= await FlipAsync(to: false);
        await CountAsync("all is well", intervals: 2);
        Console.WriteLine(isGood ? "All workers saw every change." : "A worker missed a change.");
        return isGood;
    }

    private void Say(string what)
    {
        timeline.Add(what, TimelineKind.Event);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timeline.Now.TotalSeconds,5:F1} s  {what}"));
    }

    private async Task CountAsync(string when, int intervals)
    {
        var before = flagsmith.Requests.Count;
        await Task.Delay(Interval * intervals);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timeline.Now.TotalSeconds,5:F1} s  {when}: {(double)(flagsmith.Requests.Count - before) / intervals:F1} requests an interval, of {Living.Count()} workers"));
    }

    private async Task<bool> FlipAsync(bool to)
    {
        var flippedAt = timeline.Now;
        Say($"{Worker.Flag} is switched {(to ? "on" : "off")}");
        flagsmith.SetFlag(Worker.Flag, to);
        var isSeen = await UntilAsync(worker => worker.IsOn == to);
        var seen = timeline.Moments.Where(moment => moment.At > flippedAt && moment.Kind == (to ? TimelineKind.On : TimelineKind.Off)).OrderBy(static moment => moment.At).ToArray();
        Console.WriteLine($"         {string.Join(", ", seen.Select(moment => string.Create(CultureInfo.InvariantCulture, $"{moment.Who} +{(moment.At - flippedAt).TotalMilliseconds:F0} ms")))}");
        return isSeen;
    }

    private async Task<bool> UntilAsync(Func<WorkerProcess, bool> condition)
    {
        var began = timeline.Now;
        while (!Living.All(condition))
        {
            if (timeline.Now - began > Patience)
            {
                return false;
            }

            await Task.Delay(10);
        }

        return true;
    }

    private async Task NoteRequestsAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            for (var count = flagsmith.Requests.Count; _seenRequests < count; _seenRequests++)
            {
                timeline.Add("flagsmith", TimelineKind.Request);
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }
}
