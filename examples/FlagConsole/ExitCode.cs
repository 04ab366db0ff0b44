namespace FlagConsole;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command was understood but failed; one sentence on stderr says why.</summary>
    public const int Failure = 1;

    /// <summary>The command was not understood; stderr has one sentence for each fault, and the usage.</summary>
    public const int WrongUsage = 2;

    /// <summary>Ctrl+C came before there was a response; the number that shells use.</summary>
    public const int Interrupted = 130;
}
