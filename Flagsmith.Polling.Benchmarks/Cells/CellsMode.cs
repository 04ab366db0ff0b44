using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;

namespace Flagsmith.Polling.Benchmarks.Cells;

/// <summary>The cells in BenchmarkDotNet: each in its own process, with bytes.</summary>
internal sealed class CellsMode : IMode
{
    private const string NamesArgument = "--names";

    public string Name => "--cells";

    public string Usage => $"[{NamesArgument} | ARGUMENT...]    the cells in BenchmarkDotNet; {NamesArgument} lists them, other arguments are BenchmarkDotNet's own; all cells without any";

    public Task<int>? Start(string[] arguments) => Task.FromResult(arguments is [NamesArgument] ? PrintNames() : Run(arguments));

    /// <summary>Says what BenchmarkDotNet would otherwise ask for, or take a longer job for.</summary>
    internal static string[] Complete(string[] arguments)
    {
        string[] job = arguments.Any(argument => argument is "-j" or "--job") ? [] : ["--job", "short"];
        string[] filter = arguments.Length == 0 ? ["--filter", "*"] : [];
        return [.. arguments, .. filter, .. job];
    }

    private static int Run(string[] arguments)
    {
        var config = DefaultConfig.Instance.AddDiagnoser(MemoryDiagnoser.Default).WithArtifactsPath("artifacts/benchmarks");
        var summaries = BenchmarkSwitcher.FromTypes(CellList.Types).Run(Complete(arguments), config);
        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }

    private static int PrintNames()
    {
        foreach (var name in CellList.Names)
        {
            Console.WriteLine(name);
        }

        return 0;
    }
}
