using Flagsmith.Polling.Tests.Children;

return args switch
{
    ["one-pool-thread"] => await OnePoolThread.RunAsync(),
    ["bombed-poll", var apiUrl] => await BombedPoll.RunAsync(apiUrl),
    _ => 2,
};
