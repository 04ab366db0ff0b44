namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Prints the score of a folder, and which mutants survived.</summary>
internal static class MutantSummary
{
    /// <param name="report">Stryker's report.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="output">Where the results are.</param>
    /// <param name="least">The least score in percent.</param>
    /// <returns>0 when the score is reached.</returns>
    public static int Print(string report, string folder, string output, double least)
    {
        var results = Directory.GetFiles(output, "results-*.tsv").SelectMany(static path => new MutantResults(path).Read()).ToDictionary();
        var mutants = MutantReport.Read(report, folder);
        foreach (var mutant in mutants.Where(mutant => !IsFound(results[mutant.Id].Result)))
        {
            var (result, test) = results[mutant.Id];
            Console.WriteLine($"{mutant.File}:{mutant.Line} {mutant.Mutator}: {mutant.Replacement.ReplaceLineEndings(" ")}: {result} ({test})");
        }

        var score = 100.0 * mutants.Count(mutant => IsFound(results[mutant.Id].Result)) / mutants.Count;
        var counts = mutants.GroupBy(mutant => results[mutant.Id].Result).OrderByDescending(static group => group.Count()).Select(static group => $"{group.Count()} {group.Key}");
        Console.WriteLine($"{folder}: {mutants.Count} mutants, {string.Join(", ", counts)}: {score:F1} % of at least {least} %");
        return score >= least ? 0 : 1;
    }

    private static bool IsFound(string result) => result is MutantResults.Killed or MutantResults.TimedOut or MutantResults.EndedTheProcess;
}
