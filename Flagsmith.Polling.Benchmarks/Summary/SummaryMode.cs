using System.Runtime.InteropServices;
using Flagsmith.Polling.Benchmarks.Summary.Local;
using Flagsmith.Polling.Benchmarks.Summary.Names;
using Flagsmith.Polling.Benchmarks.Summary.Parsing;
using Flagsmith.Polling.Benchmarks.Summary.Reads;
using Flagsmith.Polling.Benchmarks.Summary.Threads;
using Flagsmith.Polling.Benchmarks.Summary.Users;
using Flagsmith.Polling.Benchmarks.Summary.Web;

namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>Measures every figure that has a target, and says of each whether it is met.</summary>
internal sealed class SummaryMode : IMode
{
    private static readonly IRowGroup[] Groups = [new ReadRows(), new NameRows(), new ParseRows(), new UserRows(), new RebaseRows(), new MissRows(), new LocalRows(), new CompileRows(), new UnchangedRows(), new LocalThreadRows(), new ThreadRows(), new WebRows(), new GateRows(), new WebhookRows()];

    public string Name => "--summary";

    public string Usage => $"[ROW...]     every figure that has a target; rows: {string.Join(' ', AllIds)}";

    /// <summary>Gets the names of all rows.</summary>
    public static IReadOnlyList<string> AllIds { get; } = [.. Groups.SelectMany(group => group.Ids)];

    public Task<int>? Start(string[] arguments) => arguments.All(AllIds.Contains) ? RunAsync(arguments.Length == 0 ? AllIds : arguments) : null;

    private static async Task<int> RunAsync(IReadOnlyList<string> ids)
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores; times are {(ThreadClock.IsExact ? "time on a core" : "time that passed")}");
        var rows = new List<SummaryRow>();
        foreach (var group in Groups.Where(group => group.Ids.Any(ids.Contains)))
        {
            foreach (var row in (await group.MeasureAsync()).Where(row => ids.Contains(row.Id)))
            {
                Console.WriteLine(WithoutPgo.IsThis ? row.ToUnjudgedString() : row.ToString());
                rows.Add(row);
            }
        }

        if (!WithoutPgo.IsThis)
        {
            await OutputFile.WriteAsync(SummaryFile.DefaultPath, SummaryFile.Write(rows));
            await WithoutPgo.PrintAsync([.. ids.Where(id => id.StartsWith("read.key", StringComparison.Ordinal) || id.StartsWith("read.name", StringComparison.Ordinal) || id == "read.identity.name")]);
        }

        return 0;
    }
}
