namespace FlagConsole.Commands;

/// <summary>The answer of the commands that wait for the library to learn about users.</summary>
internal static class NotInThisVersion
{
    /// <summary>Says so, and gives the exit code.</summary>
    public static int Say(TextWriter error)
    {
        error.WriteLine("Flags and traits of single users are not in this version yet.");
        return ExitCode.Failure;
    }
}
