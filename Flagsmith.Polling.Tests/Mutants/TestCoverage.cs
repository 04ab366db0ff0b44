using System.Text.Json;

namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Which mutants each test meets, and how long it takes.</summary>
internal sealed class TestCoverage
{
    private readonly Dictionary<int, List<string>> _meeting = [];
    private readonly Dictionary<string, double> _seconds = [];

    private TestCoverage(IEnumerable<Entry> entries)
    {
        foreach (var (test, seconds, met) in entries)
        {
            _seconds[test] = seconds;
            foreach (var mutant in met)
            {
                if (!_meeting.TryGetValue(mutant, out var tests))
                {
                    _meeting[mutant] = tests = [];
                }

                tests.Add(test);
            }
        }
    }

    /// <summary>Reads what a run before has written; or runs all tests without a mutant, and writes it.</summary>
    /// <returns>The coverage; null when a test fails without a mutant, which is printed.</returns>
    public static TestCoverage? Of(TestSession session, MutantSwitch mutants, string path)
    {
        if (!File.Exists(path))
        {
            var entries = new List<Entry>();
            mutants.Capture(isOn: true);
            if (session.Run(session.Tests, static _ => { }, (test, seconds) => entries.Add(new Entry(test, seconds, mutants.TakeMet()))) is { } failed)
            {
                Console.Error.WriteLine($"{failed} fails without a mutant.");
                return null;
            }

            mutants.Capture(isOn: false);
            File.WriteAllText($"{path}.new", JsonSerializer.Serialize(entries));
            File.Move($"{path}.new", path, overwrite: true);
        }

        return new TestCoverage(JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(path))!);
    }

    /// <summary>Returns the tests that meet a mutant, the fastest first.</summary>
    public IReadOnlyList<string> TestsOf(int mutant) => _meeting.TryGetValue(mutant, out var tests) ? [.. tests.OrderBy(SecondsOf)] : [];

    public double SecondsOf(string test) => _seconds.GetValueOrDefault(test);

    private sealed record Entry(string Test, double Seconds, int[] Met);
}
