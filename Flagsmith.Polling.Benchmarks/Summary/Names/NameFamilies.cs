using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Summary.Names;

/// <summary>Names as teams give them: what tells them apart stands at different places.</summary>
internal static class NameFamilies
{
    private static readonly string[] Words = ["checkout", "billing", "search", "profile", "cart", "inbox", "delivery", "support", "pricing", "catalog"];

    public static IReadOnlyList<(string Family, Func<int, string> NameOf)> All { get; } =
    [
        ("checkout_billing_1f_v3", index => Invariant($"{Words[index % 10]}_{Words[index / 10 % 10]}_{index / 100:x2}_v{index % 7}")),
        ("feature_flag_000042", index => Invariant($"feature_flag_{index:d6}")),
        ("000042_feature_flag", index => Invariant($"{index:d6}_feature_flag")),
        ("GUID", index => GuidOf(index).ToString()),
        ("team3.service7.cart.enabled.n42", index => Invariant($"team{index % 9}.service{index / 9 % 11}.{Words[index / 99 % 10]}.enabled.n{index}")),
        ("cart-ABC-42-rollout", index => Invariant($"{Words[index % 10]}-{(char)('A' + (index % 26))}{(char)('A' + (index / 26 % 26))}C-{index}-rollout")),
        ("enableNewCheckout42", index => Invariant($"enableNew{char.ToUpperInvariant(Words[index % 10][0])}{Words[index % 10][1..]}{index}")),
        ("f42", index => Invariant($"f{index}")),
    ];

    /// <summary>Gives names of a family, all different.</summary>
    public static string[] Make(Func<int, string> nameOf, int count)
    {
        var names = new HashSet<string>(count, StringComparer.Ordinal);
        for (var index = 0; names.Count < count; index++)
        {
            var name = nameOf(index);
            _ = names.Add(name) || names.Add(Invariant($"{name}_{index}"));
        }

        return [.. names];
    }

    private static Guid GuidOf(int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        new Random(index).NextBytes(bytes);
        return new Guid(bytes);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
