using System.Globalization;
using Flagsmith.Polling.Tests.Children;
using Flagsmith.Polling.Tests.Mutants;

return args switch
{
    ["one-pool-thread"] => await OnePoolThread.RunAsync(),
    ["write-without-pause", var path, var mode] => await WritesWithoutPause.RunAsync(path, Enum.Parse<Flagsmith.Polling.FlagsmithMode>(mode)),
    ["many-keys"] => await ManyKeys.RunAsync(),
    ["bombed-poll", var apiUrl] => await BombedPoll.RunAsync(apiUrl),
    ["poll-past-proxy", var apiUrl, var handler] => await PolledPastProxy.RunAsync(apiUrl, handler),
    ["mutants", var report, var folder, var areas, var output, var part] => MutantRun.Run(report, folder, areas, output, part),
    ["mutants-summary", var report, var folder, var output, var least] => MutantSummary.Print(report, folder, output, double.Parse(least, CultureInfo.InvariantCulture)),
    _ => 2,
};
