using System.Globalization;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Polls one generation of flags after the other and keeps it on disk, until it is killed. All flags of a generation carry its number, also the override of <see cref="User"/>.</summary>
internal static class WritesWithoutPause
{
    public const int Flags = 300;
    public const string User = "ada";

    public static async Task<int> RunAsync(string path, FlagsmithMode mode)
    {
        await using var polling = new PollingHost(options => Configure(options, path, mode));
        var provider = (FlagProvider)polling.Flags;
        var environment = provider.Environment;
        IFlagSource source = mode == FlagsmithMode.LocalEvaluation
            ? new EnvironmentDocumentSource(environment.Api, environment.Telemetry, new PatternTimeouts(environment.Telemetry, environment.Time, environment.Logger), environment.Time)
            : new FlagListSource(environment.Api, environment.Store, environment.Telemetry);
        var publisher = new FlagPublisher(environment.Store, new StatusTracker(environment.Time), environment.Time);
        var file = new LastKnownGoodFile(provider.Options, "", environment.Store, environment.Time, NullLogger.Instance);
        for (var generation = First(path); ; generation++)
        {
            polling.Api.RespondJson(BodyOf(generation, mode));
            var published = publisher.Accept(await source.FetchAsync(provider.Options, FlagPollReason.Requested, CancellationToken.None));
            file.Confirmed(published.IsNews, provider.Options);
            await file.FlushAsync();
            Console.WriteLine(generation);
        }
    }

    public static void Configure(FlagsmithPollingOptions options, string path, FlagsmithMode mode) => (options.Mode, options.LastKnownGood.Path) = (mode, path);

    private static string BodyOf(int generation, FlagsmithMode mode)
    {
        var value = generation.ToString(CultureInfo.InvariantCulture);
        var names = Enumerable.Range(0, Flags).Select(index => string.Create(CultureInfo.InvariantCulture, $"flag_{index}")).ToList();
        return mode == FlagsmithMode.LocalEvaluation
            ? Documents.Of([.. names.Select(name => Documents.State(name, value))], segments: null, [Documents.Override(User, Documents.State(names[0], value))])
            : Bodies.List([.. names.Select(name => Bodies.Flag(name, value: value))]);
    }

    // Goes on where the process before was killed.
    private static int First(string path) =>
        File.Exists(path + ".next") ? int.Parse(File.ReadAllText(path + ".next"), CultureInfo.InvariantCulture) : 1;
}
