using System.Text;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Cells.Stage;

/// <summary>Users of an environment of any number of flags: three flags of each differ from the environment's, seldom the same, and never one that is read.</summary>
internal static class SampleUser
{
    public const int Differences = 3;

    public static readonly string Identifier = UserPopulation.Identifier(1);

    // Of every ten flags: those that nobody reads, and that no poller toggles.
    private static readonly int[] Features = [0, 2, 5, 6, 8];

    /// <summary>Writes the response to <c>identities/</c>, without the identifier: whoever is fetched gets the next response.</summary>
    /// <param name="flags">How many flags there are, at least ten.</param>
    /// <param name="user">Which user.</param>
    public static byte[] Write(int flags, int user)
    {
        int[] own = [.. Enumerable.Range(0, Differences).Select(difference => Index(flags, user, difference))];
        using var body = new MemoryStream();
        body.Write(Encoding.UTF8.GetBytes($$"""{"traits":[{{UserPopulation.Traits(user)}}],"flags":"""));
        SampleFlags.WriteList(body, [.. Enumerable.Range(0, flags).Select(index => own.Contains(index) ? WriteOwn(index) : SampleFlags.WriteFlag(index))]);
        body.WriteByte((byte)'}');
        return body.ToArray();
    }

    private static int Index(int flags, int user, int difference) =>
        (((user * 7) + (difference * 3)) % (flags / 10) * 10) + Features[(user + difference) % Features.Length];

    private static byte[] WriteOwn(int index) => SampleFlags.WriteFlag(index, enabled: !SampleFlags.IsOn(index), id: 50_000 + index, segment: 70 + index);
}
