using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>An environment that is evaluated in this process, as an application has it, polled once.</summary>
internal sealed class LocalSample : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LocalSample(byte[] document)
    {
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "ser.benchmark";
            options.Mode = FlagsmithMode.LocalEvaluation;
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => new BodyApi(document));
        _services = services.BuildServiceProvider();
    }

    public IFlagProvider Environment => _services.GetRequiredService<IFlagProvider>();

    public IIdentityFlagProvider Users => _services.GetRequiredService<IIdentityFlagProvider>();

    public static async Task<LocalSample> LoadAsync(byte[] document)
    {
        var sample = new LocalSample(document);
        await sample.Environment.RefreshAsync();
        return sample.Environment.Current.Flags.Count > 0 ? sample : throw new InvalidOperationException("The document was not read.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
