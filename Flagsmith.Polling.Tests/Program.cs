using Flagsmith.Polling.Tests.Children;

return args switch
{
    ["one-pool-thread"] => await OnePoolThread.RunAsync(),
    ["write-without-pause", var path] => WritesWithoutPause.Run(path),
    ["many-keys"] => await ManyKeys.RunAsync(),
    ["read-bomb", var url] => await BombReader.RunAsync(new Uri(url)),
    _ => 2,
};
