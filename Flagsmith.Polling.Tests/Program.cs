using Flagsmith.Polling.Tests.Children;

return args is ["one-pool-thread"] ? await OnePoolThread.RunAsync() : 2;
