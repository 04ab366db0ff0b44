using Flagsmith.Polling.Tests.Children;

return args switch
{
    ["one-pool-thread"] => await OnePoolThread.RunAsync(),
    ["write-without-pause", var path] => WritesWithoutPause.Run(path),
    ["many-keys"] => await ManyKeys.RunAsync(),
    ["bombed-poll", var apiUrl] => await BombedPoll.RunAsync(apiUrl),
    ["poll-past-proxy", var apiUrl, var handler] => await PolledPastProxy.RunAsync(apiUrl, handler),
    _ => 2,
};
