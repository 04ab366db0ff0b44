using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Snapshots;

/// <summary>The hashes of <see cref="NameTable"/>: two narrow windows, two wide ones, the whole name with a seed, or the runtime's own.</summary>
internal static class NameHash
{
    /// <summary>In place of a left window: the whole name is hashed with the seed.</summary>
    public const int Folded = -1;

    /// <summary>In place of a left window: the runtime's own hash.</summary>
    public const int Randomised = -2;

    /// <summary>Wide windows begin at <c>Wide - left</c>.</summary>
    public const int Wide = -3;

    internal const ulong RightKey = 0xC2B2AE3D27D4EB4F;

    private const int Window = 4;
    private const ulong LeftKey = 0x9E3779B97F4A7C15;
    private const ulong LengthKey = 0x165667B19E3779F9;

    /// <summary>Hashes a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="left">Where the left window begins; or <see cref="Folded"/>, <see cref="Randomised"/>, or <see cref="Wide"/> less that.</param>
    /// <param name="right">Where the right window ends, from the end.</param>
    /// <param name="seed">The seed of whole names.</param>
    /// <returns>The hash.</returns>
    public static uint Of(ReadOnlySpan<char> name, int left, int right, ulong seed)
    {
        if (left < 0)
        {
            return left == Folded ? HashFolded(name, seed) : left == Randomised ? (uint)string.GetHashCode(name) : HashWide(name, Wide - left, right);
        }

        var last = name.Length - Window;
        if (last < 0)
        {
            return HashShort(name, seed: 0);
        }

        // Without checks of bounds, in the hottest part of a read by name: 0 <= min(left, last) <= last = length - Window, so each window lies within the name.
        ref var first = ref MemoryMarshal.GetReference(name);
        var beginning = ReadWindow(ref first, Math.Min(left, last));
        var end = ReadWindow(ref first, last - Math.Min(right, last));
        return Fold(beginning ^ LeftKey, (end ^ RightKey) + ((ulong)name.Length * LengthKey));
    }

    /// <summary>Hashes the beginning, the end and the length of a text. Quick, and good enough where texts with equal hashes do no harm.</summary>
    public static uint OfEnds(string text) => Of(text, left: 0, right: 0, seed: 0);

    private static uint HashWide(ReadOnlySpan<char> name, int left, int right)
    {
        var last = name.Length - Window;
        if (last < 0)
        {
            return HashShort(name, seed: 0);
        }

        // Without checks of bounds, as above. The two multiplications do not wait for each other.
        ref var first = ref MemoryMarshal.GetReference(name);
        var outer = Mix(ReadWindow(ref first, Math.Min(left, last)) ^ LeftKey, (ReadWindow(ref first, last - Math.Min(right, last)) ^ RightKey) + ((ulong)name.Length * LengthKey));
        var inner = Mix(ReadWindow(ref first, Math.Min(left + Window, last)) ^ RightKey, ReadWindow(ref first, last - Math.Min(right + Window, last)) ^ LengthKey);
        var folded = outer + inner;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    private static ulong ReadWindow(ref char first, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref first, at)));

    private static uint HashShort(ReadOnlySpan<char> name, ulong seed)
    {
        // All of at most three characters, without a loop.
        var packed = name.IsEmpty ? 0 : name[0] | ((ulong)name[name.Length / 2] << 16) | ((ulong)name[^1] << 32);
        return Fold(packed ^ LeftKey ^ seed, RightKey + ((ulong)name.Length * LengthKey));
    }

    // Both halves of the product, as UTF-16 digits differ in bits that a plain multiplication keeps out of the low ones.
    private static uint Fold(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        var folded = high ^ low;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    // Eight characters a step, the last eight overlapping. The multiplications do not wait for one another: the keys differ by position.
    private static uint HashFolded(ReadOnlySpan<char> name, ulong seed)
    {
        if (name.Length < Window)
        {
            return HashShort(name, seed);
        }

        // Without checks of bounds, as above: each window lies within the name.
        ref var first = ref MemoryMarshal.GetReference(name);
        var state = (ulong)name.Length * LengthKey;
        var key = seed ^ LeftKey;
        for (var at = 0; at < name.Length - (2 * Window); at += 2 * Window)
        {
            key += LengthKey;
            state ^= Mix(ReadWindow(ref first, at) ^ key, ReadWindow(ref first, at + Window) ^ RightKey ^ seed);
        }

        var end = ReadWindow(ref first, name.Length - Window);
        var beforeEnd = ReadWindow(ref first, Math.Max(0, name.Length - (2 * Window)));
        var folded = Mix(beforeEnd ^ seed ^ LeftKey, end ^ RightKey ^ seed) ^ state;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    private static ulong Mix(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }
}
