using System.Globalization;
using Flagsmith.Polling.Hints;

namespace Flagsmith.Polling.Tests.Hints;

/// <summary>When the effects of hints come: a table of hints by their seconds.</summary>
public sealed class HintSeriesTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<double> _effects = [];

    /// <summary>Hints at these seconds; the effect after which the change has shown, 0 for none; the seconds of the effects.</summary>
    [TestCase("0", 0, "0 2 12 65", TestName = "One hint without any effect that shows: all steps")]
    [TestCase("0", 1, "0", TestName = "What shows at once ends the series")]
    [TestCase("0", 2, "0 2", TestName = "What shows with the second step ends the series")]
    [TestCase("0 0.25 0.5", 1, "0 1 2.5 12.5 65.5", TestName = "Hints close together share the next effect, and what shows may be one of them alone")]
    [TestCase("0 5", 0, "0 2 5 7 17 70", TestName = "A later hint restarts the schedule")]
    [TestCase("0 2.5", 0, "0 2 3 4.5 14.5 67.5", TestName = "Effects keep a second between them")]
    [TestCase("0 100", 1, "0 100", TestName = "A series that is over counts nothing of the next")]
    [TestCase("0 100", 0, "0 2 12 65 100 102 112 165", TestName = "Two series")]
    public async Task Effects(string hints, int shownAfter, string expected)
    {
        var at = Seconds(hints);
        var series = Series(shownAfter);
        for (var tick = 0; tick <= 700; tick++)
        {
            if (at.Contains(_time.Elapsed.TotalSeconds))
            {
                series.Begin();
            }

            await SettleAsync(series);
            _time.Advance(TimeSpan.FromSeconds(0.25));
        }

        _effects.Should().Equal(Seconds(expected));
        series.IsRunning.Should().BeFalse();
        _time.ArmedTimers.Should().Be(0);
    }

    [Test]
    public async Task Stopping_EndsTheSeries_AndHintsAfterItDoNothing()
    {
        var series = Series(shownAfter: 0);
        series.Begin();
        await SettleAsync(series);

        await _stopping.CancelAsync();
        await _time.AdvanceUntilAsync(() => !series.IsRunning);
        series.Begin();

        series.IsRunning.Should().BeFalse();
        _effects.Should().Equal(0);
        _time.ArmedTimers.Should().Be(0);
    }

    [Test]
    public async Task EffectThatThrows_EndsTheSeries_AndTheNextHintStartsAnother()
    {
        var count = 0;
        var series = new HintSeries(HintSchedule.NowAndLater, () => ++count == 1 ? throw new InvalidOperationException("broken") : Task.FromResult(true), _time, _stopping.Token);
        series.Begin();
        await _time.AdvanceUntilAsync(() => !series.IsRunning);
        _time.Advance(TimeSpan.FromSeconds(5));
        count.Should().Be(1);

        series.Begin();
        await _time.AdvanceUntilAsync(() => !series.IsRunning);

        count.Should().Be(2);
    }

    [Test]
    public async Task HintDuringAnEffect_IsNotLost()
    {
        var gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var series = new HintSeries(HintSchedule.NowAndLater, () => Interlocked.Increment(ref count) == 1 ? gate.Task : Task.FromResult(false), _time, _stopping.Token);
        series.Begin();
        await _time.AdvanceUntilAsync(() => Volatile.Read(ref count) == 1);

        series.Begin();
        gate.SetResult(true); // shows what the first hint was about
        await _time.AdvanceUntilAsync(() => _time.ArmedTimers == 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        await _time.AdvanceUntilAsync(() => Volatile.Read(ref count) == 2);
    }

    public void Dispose() => _stopping.Dispose();

    private static double[] Seconds(string text) => [.. text.Split(' ').Select(second => double.Parse(second, CultureInfo.InvariantCulture))];

    private HintSeries Series(int shownAfter) => new(
        HintSchedule.NowAndLater,
        () =>
        {
            _effects.Add(_time.Elapsed.TotalSeconds);
            return Task.FromResult(_effects.Count == shownAfter || (shownAfter == 1 && _time.Elapsed.TotalSeconds == 100));
        },
        _time,
        _stopping.Token);

    // It waits for a time to come, or it is over.
    private Task SettleAsync(HintSeries series) => _time.AdvanceUntilAsync(() => !series.IsRunning || (series.IsWaiting && _time.UntilNextTimer > TimeSpan.Zero));
}
