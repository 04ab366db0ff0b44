namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>Which mood the API is in: good for some seconds, then one of the others for some, each in its turn. Drawn ahead, so that it is the same in every soak.</summary>
internal sealed class MoodSwings
{
    private readonly List<(TimeSpan Until, ApiMood Mood)> _spells = [];

    public MoodSwings(TimeSpan length, int seed)
    {
        var random = new Random(seed);
        ApiMood[] bad = [ApiMood.Errors, ApiMood.Slow, ApiMood.HtmlPages, ApiMood.Hangs, ApiMood.TornBodies];
        var until = TimeSpan.Zero;
        for (var turn = 0; until <= length; turn++)
        {
            _spells.Add((until += TimeSpan.FromSeconds(2 + (3 * random.NextDouble())), ApiMood.Good));
            _spells.Add((until += TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), bad[turn % bad.Length]));
        }
    }

    public static bool IsWell(ApiMood mood) => mood is ApiMood.Good or ApiMood.Slow;

    public ApiMood At(TimeSpan time)
    {
        var index = _spells.FindIndex(spell => time < spell.Until);
        return index < 0 ? ApiMood.Good : _spells[index].Mood;
    }

    /// <summary>Gives for how long the API was well between two moments.</summary>
    public TimeSpan WellBetween(TimeSpan from, TimeSpan to)
    {
        var (well, began) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (until, mood) in _spells.Append((TimeSpan.MaxValue, ApiMood.Good)))
        {
            var overlap = (until < to ? until : to) - (began > from ? began : from);
            well += IsWell(mood) && overlap > TimeSpan.Zero ? overlap : TimeSpan.Zero;
            began = until;
        }

        return well;
    }
}
