using System.Text;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>The hashes of names, against the same written plainly: bytes copied out of the name, and products of 128 bits.</summary>
public sealed class NameHashTests
{
    private const ulong LeftKey = 0x9E3779B97F4A7C15;
    private const ulong RightKey = 0xC2B2AE3D27D4EB4F;
    private const ulong LengthKey = 0x165667B19E3779F9;

    private static readonly int[] Lefts = [0, 1, 3, 4, 10, 60, NameHash.Folded, NameHash.Wide, NameHash.Wide - 1, NameHash.Wide - 6, NameHash.Wide - 60];

    private static IEnumerable<TestCaseData> Names() =>
        from length in Enumerable.Range(0, 41)
        select new TestCaseData(new string([.. Enumerable.Range(0, length).Select(at => (char)('a' + ((at * 7) % 26) + (at == 5 ? 0x4E00 : 0)))])).SetArgDisplayNames($"{length} characters");

    [TestCaseSource(nameof(Names))]
    public void Hash_IsThatOfThePlainDefinition(string name)
    {
        foreach (var left in Lefts)
        {
            foreach (var right in (int[])[0, 1, 4, 9, 60])
            {
                foreach (var seed in (ulong[])[0, 0xDEADBEEF12345678])
                {
                    NameHash.Of(name, left, right, seed).Should().Be(Plain(name, left, right, seed), $"left {left}, right {right}, seed {seed}");
                }
            }
        }
    }

    [Test]
    public void Randomised_IsTheRuntimesOwn() => NameHash.Of("checkout_v2", NameHash.Randomised, 0, 0).Should().Be((uint)string.GetHashCode("checkout_v2"));

    private static uint Plain(string name, int left, int right, ulong seed)
    {
        var last = name.Length - 4;
        if (last < 0)
        {
            return Low(Product(Packed(name) ^ LeftKey ^ (left == NameHash.Folded ? seed : 0), RightKey + ((ulong)name.Length * LengthKey)));
        }

        return left switch
        {
            NameHash.Folded => Folded(name, seed),
            >= 0 => Low(Product(Window(name, Math.Min(left, last)) ^ LeftKey, (Window(name, last - Math.Min(right, last)) ^ RightKey) + ((ulong)name.Length * LengthKey))),
            _ => Wide(name, NameHash.Wide - left, right, last),
        };
    }

    private static uint Wide(string name, int left, int right, int last)
    {
        var outer = Product(Window(name, Math.Min(left, last)) ^ LeftKey, (Window(name, last - Math.Min(right, last)) ^ RightKey) + ((ulong)name.Length * LengthKey));
        var inner = Product(Window(name, Math.Min(left + 4, last)) ^ RightKey, Window(name, last - Math.Min(right + 4, last)) ^ LengthKey);
        return Low(outer + inner);
    }

    private static uint Folded(string name, ulong seed)
    {
        var state = (ulong)name.Length * LengthKey;
        for (var (at, step) = (0, 1UL); at + 8 < name.Length; at += 8, step++)
        {
            state ^= Product(Window(name, at) ^ ((seed ^ LeftKey) + (step * LengthKey)), Window(name, at + 4) ^ RightKey ^ seed);
        }

        return Low(Product(Window(name, Math.Max(0, name.Length - 8)) ^ seed ^ LeftKey, Window(name, name.Length - 4) ^ RightKey ^ seed) ^ state);
    }

    private static ulong Packed(string name) => name.Length == 0 ? 0 : name[0] | ((ulong)name[name.Length / 2] << 16) | ((ulong)name[^1] << 32);

    private static ulong Window(string name, int at) => BitConverter.ToUInt64(Encoding.Unicode.GetBytes(name.Substring(at, 4)));

    private static ulong Product(ulong one, ulong other)
    {
        var product = (UInt128)one * other;
        return (ulong)(product >> 64) ^ (ulong)product;
    }

    private static uint Low(ulong folded) => (uint)(folded ^ (folded >> 32));
}
