using System.Globalization;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;

namespace Flagsmith.Polling.Benchmarks.Summary.Reads;

/// <summary>The same flags in Microsoft.FeatureManagement, out of configuration in memory.</summary>
internal sealed class FeatureManagementLoop : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IFeatureManager _features;

    public FeatureManagementLoop(int flags)
    {
        var settings = Enumerable.Range(0, flags).Select(index =>
            KeyValuePair.Create($"FeatureManagement:{SampleFlags.Name(index)}", (string?)SampleFlags.IsOn(index).ToString(CultureInfo.InvariantCulture)));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddFeatureManagement();
        _services = services.BuildServiceProvider();
        _features = _services.GetRequiredService<IFeatureManager>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Switch(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            var isOn = _features.IsEnabledAsync(SampleKeys.SwitchName);
            good += isOn is { IsCompletedSuccessfully: true, Result: true } ? 1 : 0;
        }

        return good;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
