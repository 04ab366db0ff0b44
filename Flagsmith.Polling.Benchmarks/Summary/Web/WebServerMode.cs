namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>Serves until its input ends: the child process whose time on cores <see cref="WebRows"/> measures, apart from that of who asks.</summary>
internal sealed class WebServerMode : IMode
{
    public const string Argument = "--web-server";

    public string Name => Argument;

    public string Usage => "           the server that the row web.overhead measures";

    public Task<int>? Start(string[] arguments) => arguments.Length == 0 ? RunAsync() : null;

    private static async Task<int> RunAsync()
    {
        await using var app = await WebServer.StartAsync();
        Console.WriteLine(WebServer.AddressOf(app));
        await Console.In.ReadToEndAsync(); // the parent closes it, or ends
        return 0;
    }
}
