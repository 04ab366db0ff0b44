using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Splitting;

/// <summary>Represents the variants of a feature state with their shares side by side. Immutable.</summary>
internal sealed class VariantShares
{
    /// <summary>The name of the variant of users who are in none of the others.</summary>
    public const string Control = "control";

    private readonly byte[] _seed;
    private readonly double[] _starts;
    private readonly double[] _ends;
    private readonly bool _isFirstAlways; // as of a single user's override on the Edge API: one variant of 100 %

    public VariantShares(FeatureContext state)
    {
        Variants = [.. state.Variants.OrderBy(static variant => variant.Priority)];
        _seed = Percentage.SeedOf(state.Key);
        _starts = new double[Variants.Length];
        _ends = new double[Variants.Length];
        var start = 0.0;
        for (var i = 0; i < Variants.Length; i++)
        {
            _starts[i] = start;
            _ends[i] = start += Variants[i].Weight;
        }

        _isFirstAlways = _ends[0] >= 100;
    }

    /// <summary>Gets the variants in the order of their shares.</summary>
    public ImmutableArray<VariantContext> Variants { get; }

    /// <summary>Returns a user's percentage.</summary>
    public double PercentageOf(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> identifier) => Percentage.Of(_seed, prefix, identifier);

    /// <summary>Returns the index of a user's variant; -1 for the control value.</summary>
    public int Find(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> identifier) => _isFirstAlways ? 0 : Find(PercentageOf(prefix, identifier));

    /// <summary>Returns the index of the variant whose share holds a percentage; -1 for the control value.</summary>
    public int Find(double percentage)
    {
        for (var i = 0; i < _starts.Length; i++)
        {
            if (_starts[i] <= percentage && percentage < _ends[i])
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Shares of {Variants.Length} variants";
}
