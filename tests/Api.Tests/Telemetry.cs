using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Flowgen.Api.Tests;

/// <summary>Every trace and measurement of this process, as text, while it is not disposed.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ActivityListener traces;
    private readonly MeterListener measurements = new();

    public Telemetry()
    {
        traces = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(traces);
        measurements.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        measurements.SetMeasurementEventCallback<int>(Add);
        measurements.SetMeasurementEventCallback<long>(Add);
        measurements.SetMeasurementEventCallback<double>(Add);
        measurements.Start();
    }

    public IReadOnlyCollection<string> Lines
    {
        get
        {
            measurements.RecordObservableInstruments();
            return lines;
        }
    }

    public void Dispose()
    {
        traces.Dispose();
        measurements.Dispose();
    }

    private void Add(Activity activity)
    {
        var events = activity.Events.SelectMany(one => one.Tags.Prepend(new(one.Name, null)));
        var tags = activity
            .TagObjects.Concat(events)
            .Concat(activity.Baggage.Select(one => new KeyValuePair<string, object?>(one.Key, one.Value)));
        lines.Enqueue($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} {Text([.. tags])}");
    }

    private void Add<T>(
        Instrument instrument,
        T value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    ) => lines.Enqueue($"{instrument.Meter.Name} {instrument.Name} {Text(tags)}");

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(name).Append('=').Append(value).Append(' ');
        }

        return text.ToString();
    }
}
