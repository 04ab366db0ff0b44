using System.Globalization;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <param name="Shot">Of what was measured.</param>
/// <param name="Pass">Of a raw pass over the same bytes.</param>
/// <param name="Bytes">Allocated by what was measured; the median.</param>
internal sealed record ShotTimes(RoundTimes Shot, RoundTimes Pass, double Bytes)
{
    public double Ratio => Shot.Least / Pass.Least;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Shot.Least / 1e3:0.0} / {Pass.Least / 1e3:0.0} µs; medians {Shot.Median / 1e3:0.0} / {Pass.Median / 1e3:0.0}; {Bytes / 1e3:#,0.0} KB");
}
