using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FlagConsole.Connection;

/// <summary>What the library logs, for stderr: all of it where the user wants that, else nothing, since errors are reported as sentences.</summary>
internal sealed class ConsoleLog(TextWriter error, bool verbose)
{
    private readonly LoggingLevelSwitch _least = new(verbose ? LogEventLevel.Debug : LogEventLevel.Fatal);

    /// <summary>Lets through that polling fails and works again. A command that continues after a failure has no other way to say it.</summary>
    public void ShowOutages()
    {
        if (!verbose)
        {
            _least.MinimumLevel = LogEventLevel.Information;
        }
    }

    public Logger CreateLogger() => new LoggerConfiguration()
        .MinimumLevel.ControlledBy(_least)
        .MinimumLevel.Override("Microsoft", verbose ? LogEventLevel.Warning : LogEventLevel.Fatal)
        .WriteTo.Sink(new TextWriterSink(error))
        .CreateLogger();
}
