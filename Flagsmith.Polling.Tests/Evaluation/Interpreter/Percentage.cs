using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Maps a pair of ids to a percentage, the same one in every SDK of Flagsmith.</summary>
internal static class Percentage
{
    private const int Buckets = 9999;
    private const int LastBucket = Buckets - 1;

    /// <summary>Returns a number from 0 to below 100 that depends on nothing but the ids.</summary>
    /// <param name="seed">The key of the feature state or segment.</param>
    /// <param name="id">The user's key, or the text of the property that is split by.</param>
    public static double Of(string seed, string id)
    {
        var ids = seed + "," + id;
        var text = ids;
        var bucket = BucketOf(text);
        while (bucket == LastBucket)
        {
            // The last bucket would be 100 %: the ids are repeated until they fall into another one.
            text += "," + ids;
            bucket = BucketOf(text);
        }

        return bucket / (double)LastBucket * 100;
    }

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "Distributes users among buckets and protects nothing.")]
    private static int BucketOf(string text)
    {
        var hash = MD5.HashData(Encoding.UTF8.GetBytes(text));
        return (int)(BinaryPrimitives.ReadUInt128BigEndian(hash) % Buckets);
    }
}
