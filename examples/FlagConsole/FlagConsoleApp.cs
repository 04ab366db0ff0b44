using System.CommandLine;
using System.CommandLine.Help;
using FlagConsole.Commands;
using FlagConsole.Connection;
using FlagConsole.Output;
using Flagsmith.Polling;
using Microsoft.Extensions.Options;

namespace FlagConsole;

/// <summary>One run: reads the arguments, runs the command, and turns whatever went wrong into sentences and an exit code.</summary>
internal static class FlagConsoleApp
{
    // Texts are data: "@home" names no file, and "-5" is a number.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments as typed.</param>
    /// <param name="console">Where the run reads and writes.</param>
    /// <param name="cancellationToken">Ends the run, as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, ConsoleContext console, CancellationToken cancellationToken = default)
    {
        var parsed = CommandTree.Build(console).Parse(args, Parsing);
        if (parsed.Errors.Count > 0)
        {
            return WriteUsage(parsed, console.Error, parsed.Errors.Select(error => error.Message));
        }

        try
        {
            return await parsed.InvokeAsync(Invocation(console), cancellationToken);
        }
        catch (OptionsValidationException faults)
        {
            return WriteUsage(parsed, console.Error, faults.Failures.Select(ErrorSentence.Of));
        }
        catch (ArgumentException fault) // an identifier or a trait that Flagsmith cannot store
        {
            return WriteUsage(parsed, console.Error, [ErrorSentence.OfArgument(fault)]);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (FlagsmithApiException failure)
        {
            console.Error.WriteLine(ErrorSentence.Of(failure));
            return ExitCode.Failure;
        }
        catch (CommandFailedException failure)
        {
            console.Error.WriteLine(failure.Message);
            return ExitCode.Failure;
        }
        catch (Exception defect) // the outermost edge: nobody wants a stack trace on a terminal
        {
            console.Error.WriteLine($"The command failed for a reason of its own ({defect.GetType().Name}).");
            return ExitCode.Failure;
        }
    }

    private static InvocationConfiguration Invocation(ConsoleContext console) =>
        new() { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false };

    private static int WriteUsage(ParseResult parsed, TextWriter error, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            error.WriteLine(fault);
        }

        error.WriteLine();
        parsed.InvocationConfiguration.Output = error;
        new HelpAction().Invoke(parsed);
        return ExitCode.WrongUsage;
    }
}
