using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace WebApi;

/// <summary>An exporter of OpenTelemetry that keeps the last figures as lines of text.</summary>
internal sealed class MetricLines : BaseExporter<Metric>
{
    private volatile IReadOnlyList<string> _lines = [];

    /// <summary>Gets the last figures, one line each: name, unit, tags, value.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var lines = new List<string>();
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                lines.Add($"{metric.Name} [{metric.Unit}] {TagsOf(point)} = {ValueOf(metric, point)}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        _lines = lines;
        return ExportResult.Success;
    }

    private static string TagsOf(in MetricPoint point)
    {
        var tags = new List<string>();
        foreach (var tag in point.Tags)
        {
            tags.Add($"{tag.Key}={tag.Value}");
        }

        return string.Join(' ', tags);
    }

    private static string ValueOf(Metric metric, in MetricPoint point) => metric.MetricType switch
    {
        MetricType.LongSum => point.GetSumLong().ToString(CultureInfo.InvariantCulture),
        MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
        MetricType.DoubleGauge => point.GetGaugeLastValueDouble().ToString("0.000", CultureInfo.InvariantCulture),
        MetricType.Histogram => string.Create(CultureInfo.InvariantCulture, $"{point.GetHistogramCount()} times, {point.GetHistogramSum():0.000} in all"),
        var other => other.ToString(),
    };
}
