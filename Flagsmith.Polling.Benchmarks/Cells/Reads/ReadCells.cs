using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Summary.Reads;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Reads of an environment and of one user, while a poller publishes a new snapshot every 10 ms.</summary>
/// <remarks>
/// Bytes are counted over the whole process: what the poller leaves behind is spread over the reads, and with thousands of flags shows as a few bytes
/// of each. What the reads themselves allocate is a row of the summary.
/// </remarks>
public abstract class ReadCells : FlagCells
{
    private protected ReadLoops Environment { get; private set; } = null!;

    private protected UserReadLoops User { get; private set; } = null!;

    private protected TypedUserLoops TypedUser { get; private set; } = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var stage = Own(await CellStage.SetAsync(Flags));
        Environment = new ReadLoops(stage.Environment);
        var user = await stage.Users.GetFlagsAsync(SampleUser.Identifier);
        (User, TypedUser) = (new UserReadLoops(user), new TypedUserLoops(user));
        stage.StartSwapping(SetUpBare(stage));
    }

    /// <summary>Makes what the reads are compared with.</summary>
    /// <returns>Swaps it, as the poller swaps snapshots.</returns>
    private protected abstract Action SetUpBare(CellStage stage);
}
