using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Cells.Stage;

/// <summary>An environment and its users as an application has them, polled once.</summary>
internal sealed class CellStage : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private SwappingPoller? _poller;

    private CellStage(int flags)
    {
        Flags = flags;
        Api = new CellApi(flags);
        var services = new ServiceCollection().AddMemoryCache();
        services.AddFlagsmithPolling(options => options.EnvironmentKey = "ser.benchmark").HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => Api);
        _services = services.BuildServiceProvider();
    }

    public int Flags { get; }

    public CellApi Api { get; }

    /// <summary>Gets a cache for what is compared; it goes with the stage.</summary>
    public IMemoryCache Cache => _services.GetRequiredService<IMemoryCache>();

    public IFlagProvider Environment => _services.GetRequiredService<IFlagProvider>();

    public IIdentityFlagProvider Users => _services.GetRequiredService<IIdentityFlagProvider>();

    public static async Task<CellStage> SetAsync(int flags)
    {
        var stage = new CellStage(flags);
        var snapshot = await stage.Environment.RefreshAsync();
        return snapshot.Flags.Count == flags ? stage : throw new InvalidOperationException("Not all flags were read.");
    }

    /// <summary>Begins to publish new snapshots all the time.</summary>
    /// <param name="published">Called after each.</param>
    public void StartSwapping(Action published) => _poller ??= new SwappingPoller(this, published, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (_poller is not null)
        {
            await _poller.DisposeAsync();
        }

        await _services.DisposeAsync();
    }
}
