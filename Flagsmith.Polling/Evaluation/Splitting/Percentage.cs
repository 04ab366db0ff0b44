using System.Buffers;
using System.Text;

namespace Flagsmith.Polling.Evaluation.Splitting;

/// <summary>Maps a pair of ids to a percentage, the same one in every SDK of Flagsmith.</summary>
internal static class Percentage
{
    private const int Buckets = 9999;
    private const int LastBucket = Buckets - 1;
    private const int MaxOnStack = 256; // bytes; keys, UUIDs and most identifiers together are shorter
    private const byte Separator = (byte)',';

    /// <summary>Returns a number from 0 to below 100 that depends on nothing but the ids.</summary>
    /// <param name="seed">The key of the feature state or segment.</param>
    /// <param name="id">The user's key, or the text of the property that is split by.</param>
    public static double Of(string seed, string id) => Of(SeedOf(seed), [], id);

    /// <summary>Returns what a key contributes to each hash: its UTF-8 and the separator.</summary>
    public static byte[] SeedOf(string key) => [.. Encoding.UTF8.GetBytes(key), Separator];

    /// <summary>Returns the number for ids that are put together here, so that no string has to be.</summary>
    /// <param name="seed">The seed of a key.</param>
    /// <param name="prefix">The beginning of the id, as UTF-8.</param>
    /// <param name="id">The rest of the id.</param>
    public static double Of(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> id)
    {
        var length = seed.Length + prefix.Length + Encoding.UTF8.GetMaxByteCount(id.Length);
        var rented = length > MaxOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var text = rented ?? stackalloc byte[MaxOnStack];
        seed.CopyTo(text);
        prefix.CopyTo(text[seed.Length..]);
        var end = seed.Length + prefix.Length + Encoding.UTF8.GetBytes(id, text[(seed.Length + prefix.Length)..]);
        var bucket = BucketOf(text[..end]);
        if (bucket == LastBucket)
        {
            bucket = BucketOfRepeated(text[..end].ToArray());
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true); // the identifier is nobody else's
        }

        return bucket / (double)LastBucket * 100;
    }

    /// <summary>The last bucket would be 100 %: the ids are repeated until they fall into another one.</summary>
    private static int BucketOfRepeated(byte[] ids)
    {
        byte[] text = [.. ids, Separator, .. ids];
        int bucket;
        while ((bucket = BucketOf(text)) == LastBucket)
        {
            text = [.. text, Separator, .. ids];
        }

        return bucket;
    }

    private static int BucketOf(ReadOnlySpan<byte> text)
    {
        // The remainder of 128 bits, word by word: dividing them at once takes several times as long.
        var hash = Md5.Hash(text);
        var (upper, lower) = ((ulong)(hash >> 64), (ulong)hash);
        var bucket = (upper >> 32) % Buckets;
        bucket = ((bucket << 32) | (uint)upper) % Buckets;
        bucket = ((bucket << 32) | (lower >> 32)) % Buckets;
        return (int)(((bucket << 32) | (uint)lower) % Buckets);
    }
}
