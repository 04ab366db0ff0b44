using System.CommandLine;
using System.CommandLine.Parsing;
using FlagConsole.Connection;
using Flagsmith.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlagConsole.Commands;

/// <summary><c>watch</c>: a line for each flag that changes, until Ctrl+C.</summary>
internal sealed class WatchCommand : Command
{
    private const int LeastSeconds = 1;
    private const int MaxSeconds = 24 * 60 * 60;

    private readonly ConsoleContext _console;
    private readonly SharedOptions _shared;
    private readonly Option<int> _interval = new("--interval")
    {
        Description = "Seconds from one poll to the next.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    public WatchCommand(ConsoleContext console, SharedOptions shared)
        : base("watch", "Prints a line for each flag that changes, until Ctrl+C.")
    {
        _console = console;
        _shared = shared;
        _interval.Validators.Add(CheckInterval);
        Add(_interval);
        shared.AddTo(this, FlagOrigin.Server);
        SetAction(RunAsync);
    }

    private static void CheckInterval(OptionResult result)
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int>() is < LeastSeconds or > MaxSeconds)
        {
            result.AddError($"--interval must be between {LeastSeconds} and {MaxSeconds} seconds.");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var log = _shared.ReadLog(parsed);
        using var host = BuildHost(parsed, log);
        await host.StartAsync(cancellationToken);
        log.ShowOutages(); // the start's own failure is an exception and needs no second line
        try
        {
            await PrintChangesAsync(host.Services.GetRequiredService<IFlagProvider>(), parsed, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how watching ends.
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        return ExitCode.Success;
    }

    private IHost BuildHost(ParseResult parsed, ConsoleLog log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        FlagServices.Add(builder.Services, _shared.ReadConnection(parsed), log);
        builder.Services.Configure<FlagsmithPollingOptions>(options =>
        {
            options.PollInterval = TimeSpan.FromSeconds(parsed.GetValue(_interval));
            options.StartupPolicy = StartupPolicy.FailHost; // with no flags to begin with, all would look new
        });
        return builder.Build();
    }

    private async Task PrintChangesAsync(IFlagProvider flags, ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = _shared.ReadOutput(parsed);
        var notices = flags.WatchAsync(cancellationToken); // from this call on
        await _console.Error.WriteLineAsync($"Watching {flags.Current.Flags.Count} flags; Ctrl+C ends it.");
        await foreach (var notice in notices)
        {
            foreach (var change in notice.Changes)
            {
                output.WriteChange(change);
            }
        }
    }
}
