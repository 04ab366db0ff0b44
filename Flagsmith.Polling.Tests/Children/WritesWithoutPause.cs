using System.Globalization;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Writes one generation of flags after the other until it is killed. All flags of a generation carry its number.</summary>
internal static class WritesWithoutPause
{
    private const int Flags = 300;

    public static int Run(string path)
    {
        var options = OptionsFor(path);
        var fingerprint = Fingerprint.Of(options, "");
        var files = new TwoGenerations(PathOf(path));
        for (var generation = First(path); ; generation++)
        {
            var value = generation;
            var flags = Enumerable.Range(0, Flags).Select(index => new FlagState
            {
                Enabled = true,
                Value = value,
                Feature = new FeatureInfo { Name = string.Create(CultureInfo.InvariantCulture, $"flag_{index}") },
            }).ToArray();
            files.Write(Envelope.Wrap(fingerprint, DateTimeOffset.UnixEpoch, FlagListWriter.Write(flags)), keepsCurrent: true);
            Console.WriteLine(generation);
        }
    }

    public static FlagsmithPollingOptions OptionsFor(string path) => new()
    {
        EnvironmentKey = "key",
        LastKnownGood = { Path = path, MaxAge = TimeSpan.FromDays(365_000) },
    };

    public static string PathOf(string path) => $"{path}.{Fingerprint.Of(OptionsFor(path), "")[..16]}";

    // Goes on where the process before was killed.
    private static int First(string path) =>
        File.Exists(path + ".next") ? int.Parse(File.ReadAllText(path + ".next"), CultureInfo.InvariantCulture) : 1;
}
