using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>What is mostly done with a user at the moment. Changes every so often, so that each mixture of calls is tried, and few of them at a time.</summary>
internal static class Moods
{
    private const long Length = 700;

    /// <summary>Shares of reads, reads with traits, storing reads, refreshes, writes, invalidations.</summary>
    private static readonly int[][] Shares =
    [
        [90, 10, 0, 0, 0, 0],
        [60, 20, 0, 20, 0, 0],
        [50, 5, 0, 15, 30, 0],
        [55, 5, 30, 10, 0, 0],
        [50, 10, 0, 10, 5, 25],
        [40, 10, 10, 15, 15, 10],
        [90, 3, 0, 2, 5, 0],
        [70, 0, 0, 0, 30, 0],
    ];

    public static CallKind Draw(int user, long milliseconds, Random random)
    {
        var shares = Shares[(uint)HashCode.Combine(user, milliseconds / Length) % (uint)Shares.Length];
        var left = random.Next(shares.Sum());
        for (var kind = 0; ; kind++)
        {
            left -= shares[kind];
            if (left < 0)
            {
                return (CallKind)kind;
            }
        }
    }
}
