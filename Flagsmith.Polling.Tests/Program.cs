using Flagsmith.Polling.Tests.Children;

return args switch
{
    ["one-pool-thread"] => await OnePoolThread.RunAsync(),
    ["write-without-pause", var path] => WritesWithoutPause.Run(path),
    ["many-keys"] => await ManyKeys.RunAsync(),
    ["bombed-poll", var apiUrl] => await BombedPoll.RunAsync(apiUrl),
    _ => 2,
};
