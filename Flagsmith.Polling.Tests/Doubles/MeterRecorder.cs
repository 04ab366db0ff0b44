using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Listens to the instruments of one container.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string? Unit, double Value, string Tags)> _measured = new();

    public MeterRecorder(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == FlagsmithPollingDefaults.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<(string Instrument, string? Unit, double Value, string Tags)> Measured => [.. _measured];

    /// <summary>Gives what an instrument has measured so far, as value and tags.</summary>
    public IEnumerable<(double Value, string Tags)> Of(string instrument) =>
        Measured.Where(measured => measured.Instrument == "flagsmith.polling." + instrument).Select(measured => (measured.Value, measured.Tags));

    /// <summary>Reads the observable instruments now.</summary>
    public MeterRecorder Observe()
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return this;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, instrument.Unit, value, string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
