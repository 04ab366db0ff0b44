namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>What became of the mutants of a folder, in a file that outlives the process: a mutant may end it. Thread-safe.</summary>
internal sealed class MutantResults(string path)
{
    public const string Begun = "begun";
    public const string Again = "again";
    public const string Killed = "killed";
    public const string TimedOut = "timed out";
    public const string EndedTheProcess = "ended the process";
    public const string Survived = "survived";
    public const string NotMet = "met by no test";

    private readonly Lock _gate = new();

    /// <summary>Reads the last result of each mutant, and the test that gave it.</summary>
    public Dictionary<int, (string Result, string Test)> Read()
    {
        var results = new Dictionary<int, (string, string)>();
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            var parts = line.Split('\t');
            results[int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)] = (parts[1], parts[2]);
        }

        return results;
    }

    public void Add(int mutant, string result, string test = "")
    {
        lock (_gate)
        {
            File.AppendAllText(path, $"{mutant}\t{result}\t{test}\n");
        }
    }
}
