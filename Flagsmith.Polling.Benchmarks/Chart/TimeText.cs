using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Chart;

/// <summary>Writes a time with the unit that suits it.</summary>
internal static class TimeText
{
    private static readonly (string Name, double Nanoseconds)[] Units = [("ms", 1e6), ("µs", 1e3), ("ns", 1)];

    public static string Of(double nanoseconds)
    {
        // What would be rounded to 1,000 of a unit is 1 of the next.
        var (name, length) = Array.Find(Units, unit => nanoseconds >= unit.Nanoseconds * 0.9995) is { Name: not null } found ? found : Units[^1];
        return $"{Figure(nanoseconds / length)} {name}";
    }

    public static string Figure(double figure) => figure.ToString(figure switch { < 9.995 => "0.##", < 99.95 => "0.#", _ => "#,0" }, CultureInfo.InvariantCulture);
}
