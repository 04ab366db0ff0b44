namespace Flagsmith.Polling.Benchmarks.Memory;

/// <param name="Bytes">Allocated by one hit.</param>
/// <param name="Least">Nanoseconds of one hit in the fastest round.</param>
/// <param name="Median">Nanoseconds of one hit in the middle round.</param>
/// <param name="BareLeast">Nanoseconds of one look-up in the bare cache in the fastest round.</param>
/// <param name="BareMedian">Nanoseconds of one look-up in the bare cache in the middle round.</param>
internal sealed record HitResult(double Bytes, double Least, double Median, double BareLeast, double BareMedian)
{
    public double LeastRatio => Least / BareLeast;

    public double MedianRatio => Median / BareMedian;
}
