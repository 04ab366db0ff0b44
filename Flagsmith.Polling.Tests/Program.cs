using Flagsmith.Polling.Tests.Children;

return args switch
{
    ["one-pool-thread"] => await OnePoolThread.RunAsync(),
    ["write-without-pause", var path, var mode] => await WritesWithoutPause.RunAsync(path, Enum.Parse<Flagsmith.Polling.FlagsmithMode>(mode)),
    ["many-keys"] => await ManyKeys.RunAsync(),
    ["bombed-poll", var apiUrl] => await BombedPoll.RunAsync(apiUrl),
    ["poll-past-proxy", var apiUrl, var handler] => await PolledPastProxy.RunAsync(apiUrl, handler),
    _ => 2,
};
