using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>An environment as an application has it, polled once.</summary>
internal sealed class SampleEnvironment : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SampleEnvironment(BodyApi api)
    {
        Api = api;
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options => options.EnvironmentKey = "benchmark").HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        _services = services.BuildServiceProvider();
    }

    public BodyApi Api { get; }

    public IServiceProvider Services => _services;

    public IFlagProvider Provider => _services.GetRequiredService<IFlagProvider>();

    /// <summary>Gets the one field that a poll writes.</summary>
    public FlagSnapshotStore Store => ((FlagProvider)Provider).Environment.Store;

    public FlagSnapshot Snapshot => Store.Current;

    public static async Task<SampleEnvironment> LoadAsync(int flags)
    {
        var environment = new SampleEnvironment(new BodyApi(SampleFlags.WriteEnvironment(flags)));
        await environment.Provider.RefreshAsync();
        return environment.Snapshot.Flags.Count == flags ? environment : throw new InvalidOperationException("Not all flags were read.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
