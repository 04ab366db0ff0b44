using BenchmarkDotNet.Attributes;

namespace Flagsmith.Polling.Benchmarks.Cells;

/// <summary>Cells that are measured with several numbers of flags. Each returns how many of its operations came out as they should, so that a test can run it.</summary>
/// <remarks>Open, and public, because BenchmarkDotNet derives from its benchmarks in an assembly of its own.</remarks>
public abstract class FlagCells
{
    /// <summary>So many reads are one call: one alone is shorter than the call.</summary>
    private protected const int Reads = 1_000;

    private readonly List<object> _owned = [];

    /// <summary>Gets or sets how many flags the environment has.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Flags { get; set; }

    /// <summary>Ends what the cell has set up, whatever that was.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        foreach (var thing in _owned)
        {
            await EndAsync(thing);
        }

        _owned.Clear();
    }

    private protected T Own<T>(T thing)
        where T : class
    {
        _owned.Add(thing);
        return thing;
    }

    private static async ValueTask EndAsync(object thing)
    {
        if (thing is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            ((IDisposable)thing).Dispose();
        }
    }
}
