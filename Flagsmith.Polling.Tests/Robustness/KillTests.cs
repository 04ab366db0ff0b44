using System.Globalization;
using System.Net;
using Flagsmith.Polling.Tests.Children;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>A process that writes the last-known-good file without pause is killed at random moments; whatever is left, the next start without a server has a whole generation.</summary>
[TestFixture(FlagsmithMode.Remote)]
[TestFixture(FlagsmithMode.LocalEvaluation)]
[Category("Long")]
[NonParallelizable]
public sealed class KillTests(FlagsmithMode mode)
{
    private const int EnoughInside = 50;
    private const int MaxKills = 1_000;

    [Test]
    public async Task KilledWhileWriting_AlwaysLeavesAWholeGeneration()
    {
        var folder = Directory.CreateTempSubdirectory("flags-").FullName;
        var path = Path.Combine(folder, "flags");
        var random = new Random(11);
        var kills = Scale.Of(200, 6);
        var insideAWrite = 0;
        try
        {
            for (var kill = 0; kill < kills || (MustGoOn(insideAWrite) && kill < MaxKills); kill++)
            {
                var confirmed = await WriteAndKillAsync(path, random);
                insideAWrite += Directory.GetFiles(folder, "*.tmp").Length;
                Array.ForEach(Directory.GetFiles(folder, "*.tmp"), File.Delete);

                var loaded = await LoadAsync(path);

                loaded.Should().BeGreaterThanOrEqualTo(confirmed - 1, "the last generation or the one before is found");
                await File.WriteAllTextAsync(path + ".next", (loaded + 1).ToString(CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (Scale.IsFull)
        {
            insideAWrite.Should().BeGreaterThanOrEqualTo(EnoughInside, "kills must land inside a write for the test to mean something");
        }
    }

    /// <summary>How many kills land inside a write depends on the disk and on what else the machine does.</summary>
    private static bool MustGoOn(int insideAWrite) => Scale.IsFull && insideAWrite < EnoughInside;

    /// <returns>The last generation that the process said it had written.</returns>
    private async Task<int> WriteAndKillAsync(string path, Random random)
    {
        using var child = Child.Start("write-without-pause", path, mode.ToString());
        var confirmed = 0;
        for (var written = random.Next(1, 6); written > 0; written--)
        {
            confirmed = int.Parse((await child.Output.ReadLineAsync())!, CultureInfo.InvariantCulture);
        }

        for (var spins = random.Next(200_000); spins > 0; spins--)
        {
            Thread.SpinWait(1); // into the next write, to somewhere
        }

        await child.KillAsync();
        while (await child.Output.ReadLineAsync() is { } line)
        {
            confirmed = int.TryParse(line, CultureInfo.InvariantCulture, out var more) ? Math.Max(confirmed, more) : confirmed;
        }

        return confirmed;
    }

    private async Task<int> LoadAsync(string path)
    {
        await using var polling = new PollingHost(options =>
        {
            WritesWithoutPause.Configure(options, path, mode);
            options.StartupPolicy = StartupPolicy.DoNotWait; // the disk has all the time that it needs
        });
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.Source == FlagSource.LastKnownGood);

        var flags = polling.Flags.Current;
        Check(flags);
        var generation = flags.Flags[0].Value;
        var user = await polling.Users.GetFlagsAsync(WritesWithoutPause.User);
        Check(user);
        user.Flags[0].Value.Should().Be(generation, "users and environment are of one generation");
        return int.Parse(generation.ToString(), CultureInfo.InvariantCulture);
    }

    private static void Check(IFlagSnapshot flags)
    {
        flags.Flags.Should().HaveCount(WritesWithoutPause.Flags);
        flags.Flags.Select(flag => flag.Value).Distinct().Should().ContainSingle("a file holds one generation");
    }
}
