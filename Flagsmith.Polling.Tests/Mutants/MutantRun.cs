namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Tests mutants in this process, one after the other: docs/decisions/0036. Called again as long as it says that there are more.</summary>
internal sealed class MutantRun
{
    /// <summary>The exit code that asks for another process.</summary>
    public const int GoesOn = 3;

    private const int MostInOneProcess = 250;
    private const string OneTest = "1 test";

    private readonly TestSession _session;
    private readonly TestCoverage _coverage;
    private readonly MutantSwitch _mutants;
    private readonly MutantResults _results;
    private readonly Watchdog _watchdog;
    private readonly Dictionary<string, Dictionary<string, int>> _killers = []; // for each file: what kills one mutant often kills its neighbour
    private int _current = MutantSwitch.None;
    private int _tested;

    private MutantRun(TestSession session, TestCoverage coverage, MutantSwitch mutants, MutantResults results)
    {
        (_session, _coverage, _mutants, _results) = (session, coverage, mutants, results);
        _watchdog = new Watchdog(coverage.SecondsOf, test => results.Add(_current, MutantResults.TimedOut, test));
    }

    /// <param name="report">Stryker's report.</param>
    /// <param name="folder">The library's folder whose mutants are tested.</param>
    /// <param name="areas">Parts of the names of the tests that are run, separated by commas.</param>
    /// <param name="output">Where the results go, as do those of earlier processes.</param>
    /// <param name="part">Which of how many processes this is, such as 0/2: each tests its share of the mutants.</param>
    /// <returns>0 when all are tested, <see cref="GoesOn"/> when another process is to go on, 1 when they cannot be tested.</returns>
    public static int Run(string report, string folder, string areas, string output, string part)
    {
        if (MutantSwitch.Find() is not { } mutants)
        {
            Console.Error.WriteLine("The library beside this assembly has no mutants.");
            return 1;
        }

        var shares = part.Split('/').Select(int.Parse).ToArray();
        Directory.CreateDirectory(output);
        var results = new MutantResults(Path.Combine(output, $"results-{shares[0]}.tsv"));
        Mutant[] share = [.. MutantReport.Read(report, folder).Where((_, index) => index % shares[1] == shares[0])];
        var onceMet = FindOnceMet(share, results);
        mutants.Active = onceMet?.Id ?? MutantSwitch.None; // before anything of the library is initialised
        var session = new TestSession(areas.Split(','));
        if (TestCoverage.Of(session, mutants, Path.Combine(output, $"coverage-{shares[0]}.json")) is not { } coverage)
        {
            return 1;
        }

        var run = new MutantRun(session, coverage, mutants, results);
        return onceMet is null ? run.Test(share) : run.TestAlone(onceMet);
    }

    /// <summary>What one test alone meets may be met once in a process, in a static initialiser: such a mutant gets a process of its own.</summary>
    private static Mutant? FindOnceMet(Mutant[] share, MutantResults results)
    {
        var known = results.Read();
        return known.Values.Any(static result => result.Result is MutantResults.Begun or MutantResults.Again) || share.Any(mutant => !known.ContainsKey(mutant.Id))
            ? null
            : Array.Find(share, mutant => known[mutant.Id] == (MutantResults.Survived, OneTest));
    }

    private int TestAlone(Mutant mutant)
    {
        _current = mutant.Id;
        var killer = RunWith(mutant.Id, _session.Tests);
        _results.Add(mutant.Id, killer is null ? MutantResults.Survived : MutantResults.Killed, killer ?? "all tests, in a process of its own");
        return GoesOn;
    }

    private int Test(Mutant[] share)
    {
        var known = _results.Read();
        foreach (var mutant in share.Where(mutant => known.TryGetValue(mutant.Id, out var result) && result.Result == MutantResults.Killed))
        {
            NoteKiller(mutant, known[mutant.Id].Test);
        }

        foreach (var mutant in share)
        {
            var before = known.GetValueOrDefault(mutant.Id).Result;
            if (before == MutantResults.Begun)
            {
                _results.Add(mutant.Id, MutantResults.EndedTheProcess);
            }
            else if (before is null or MutantResults.Again && !Test(mutant))
            {
                return GoesOn;
            }
        }

        return FindOnceMet(share, _results) is null ? 0 : GoesOn;
    }

    /// <returns>Whether this process may test another one.</returns>
    private bool Test(Mutant mutant)
    {
        var tests = _coverage.TestsOf(mutant.Id);
        if (tests.Count == 0)
        {
            _results.Add(mutant.Id, MutantResults.NotMet);
            return true;
        }

        _current = mutant.Id;
        _results.Add(mutant.Id, MutantResults.Begun);
        var killer = FindKiller(mutant, tests);
        var isClean = killer is null || RunWith(MutantSwitch.None, [killer]) is null; // else the mutant has left something behind
        if (killer is null)
        {
            _results.Add(mutant.Id, MutantResults.Survived, tests.Count == 1 ? OneTest : $"{tests.Count} tests");
        }
        else
        {
            NoteKiller(mutant, killer);
            _results.Add(mutant.Id, isClean || _tested == 0 ? MutantResults.Killed : MutantResults.Again, killer);
        }

        return isClean && ++_tested < MostInOneProcess;
    }

    private string? FindKiller(Mutant mutant, IReadOnlyList<string> tests)
    {
        var known = _killers.GetValueOrDefault(mutant.File);
        string[] inOrder = [.. tests.OrderByDescending(test => known?.GetValueOrDefault(test) ?? 0)];
        for (var (begin, count) = (0, 12); begin < inOrder.Length; (begin, count) = (begin + count, Math.Min(count * 3, 200)))
        {
            if (RunWith(mutant.Id, inOrder.Skip(begin).Take(count)) is { } killer)
            {
                return killer;
            }
        }

        return null;
    }

    private string? RunWith(int mutant, IEnumerable<string> tests)
    {
        _mutants.Active = mutant;
        try
        {
            return _session.Run(tests, _watchdog.Started);
        }
        finally
        {
            _watchdog.Idle();
            _mutants.Active = MutantSwitch.None;
        }
    }

    private void NoteKiller(Mutant mutant, string test)
    {
        if (!_killers.TryGetValue(mutant.File, out var tests))
        {
            _killers[mutant.File] = tests = [];
        }

        tests[test] = tests.GetValueOrDefault(test) + 1;
    }
}
