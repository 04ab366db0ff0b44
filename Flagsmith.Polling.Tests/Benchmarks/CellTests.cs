using System.Reflection;
using BenchmarkDotNet.Running;
using Flagsmith.Polling.Benchmarks.Cells;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class CellTests
{
    private static IEnumerable<TestCaseData> Smallest() => CellList.Cases
        .Where(cell => (int)cell.Parameters["Flags"] == 10)
        .Select(cell => new TestCaseData(cell).SetArgDisplayNames($"{cell.Descriptor.Type.Name}.{cell.Descriptor.WorkloadMethod.Name}"));

    [Test]
    public void TheCommittedList_IsWhatThereIs()
    {
        using var committed = new StreamReader(typeof(CellTests).Assembly.GetManifestResourceStream("cells.txt")!);

        committed.ReadToEnd().ReplaceLineEndings("\n").TrimEnd().Split('\n').Should().BeEquivalentTo(
            CellList.Names, "this is what `--cells --names` prints: put it into Flagsmith.Polling.Benchmarks/Cells/cells.txt");
    }

    /// <summary>A call of a cell gives how many of its operations came out as they should.</summary>
    [TestCaseSource(nameof(Smallest))]
    public async Task Cell_DoesWhatItMeasures(BenchmarkCase cell)
    {
        var descriptor = cell.Descriptor;
        var cells = Activator.CreateInstance(descriptor.Type)!;
        descriptor.Type.GetProperty("Flags")!.SetValue(cells, 10);
        await CallAsync(cells, descriptor.GlobalSetupMethod);
        try
        {
            (await CallAsync(cells, descriptor.WorkloadMethod)).Should().Be(descriptor.OperationsPerInvoke);
            (await CallAsync(cells, descriptor.WorkloadMethod)).Should().Be(descriptor.OperationsPerInvoke, "the second time is like the first");
        }
        finally
        {
            await CallAsync(cells, descriptor.GlobalCleanupMethod);
        }
    }

    [Test]
    public void EveryClass_HasOneBaseline() => CellList.Cases.Where(cell => cell.Descriptor.Baseline)
        .Select(cell => (cell.Descriptor.Type, cell.Parameters["Flags"])).Should().OnlyHaveUniqueItems()
        .And.BeEquivalentTo(CellList.Types.SelectMany(_ => new object[] { 10, 100, 1_000, 10_000 }, (type, flags) => (type, flags)));

    [TestCase(new string[0], new[] { "--filter", "*", "--job", "short" })]
    [TestCase(new[] { "--filter", "*Read*" }, new[] { "--filter", "*Read*", "--job", "short" })]
    [TestCase(new[] { "--filter", "*Read*", "-j", "Dry" }, new[] { "--filter", "*Read*", "-j", "Dry" })]
    [TestCase(new[] { "--list", "flat" }, new[] { "--list", "flat", "--job", "short" })]
    public void Complete_SaysWhatIsNotSaid(string[] arguments, string[] completed) => CellsMode.Complete(arguments).Should().Equal(completed);

    private static async Task<object?> CallAsync(object cells, MethodInfo? method)
    {
        var result = method?.Invoke(cells, null);
        if (result is Task task)
        {
            await task;
        }

        return result is Task<int> response ? await response : result;
    }
}
