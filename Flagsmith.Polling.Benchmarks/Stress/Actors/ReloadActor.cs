using System.Globalization;
using Flagsmith.Polling.Benchmarks.Stress.Model;
using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Reloads the configuration: mostly after a change of another section, sometimes of a default.</summary>
internal sealed class ReloadActor(IConfigurationRoot configuration, StageKind stage, StressLog log, Violations violations, StressCounts counts, int seed)
{
    private const double MaxPause = 120;

    private readonly Random _random = new(seed);
    private int _reloads;
    private int _changes;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Reload();
            await Task.Delay(TimeSpan.FromMilliseconds(MaxPause * _random.NextDouble()), CancellationToken.None);
            if (log.Reloads > _changes)
            {
                violations.Add(StressRule.ReloadWithoutChange, $"{log.Reloads} reloads were logged after {_changes} changes of the settings");
                _changes = log.Reloads;
            }
        }
    }

    private void Reload()
    {
        var number = (++_reloads).ToString(CultureInfo.InvariantCulture);
        if (stage == StageKind.Defaults && _random.Next(4) == 0)
        {
            _changes++;
            configuration["Flagsmith:Defaults:number:Value"] = number;
        }
        else
        {
            configuration["Somebody:Else"] = number;
        }

        configuration.Reload();
        counts.Reloaded();
    }
}
