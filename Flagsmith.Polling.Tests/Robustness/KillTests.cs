using System.Globalization;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Children;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>A process that writes the last-known-good file without pause is killed at random moments; whatever is left, a whole generation is found.</summary>
[Category("Long")]
[NonParallelizable]
public sealed class KillTests
{
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
            for (var kill = 0; kill < kills; kill++)
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
            insideAWrite.Should().BeGreaterThanOrEqualTo(50, "kills must land inside a write for the test to mean something");
        }
    }

    /// <returns>The last generation that the process said it had written.</returns>
    private static async Task<int> WriteAndKillAsync(string path, Random random)
    {
        using var child = Child.Start("write-without-pause", path);
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

    private static async Task<int> LoadAsync(string path)
    {
        var store = new FlagSnapshotStore(DefaultSnapshot.Of(new FlagsmithPollingOptions()));
        var file = new LastKnownGoodFile(WritesWithoutPause.OptionsFor(path), "", store, new ManualTimeProvider(), NullLogger.Instance);

        var found = await file.LoadAsync(CancellationToken.None);

        found.Should().NotBeNull();
        found!.Flags.Should().HaveCount(300);
        found.Flags.Select(flag => flag.Value).Distinct().Should().ContainSingle("a file holds one generation");
        return int.Parse(found.Flags[0].Value.ToString(), CultureInfo.InvariantCulture);
    }
}
