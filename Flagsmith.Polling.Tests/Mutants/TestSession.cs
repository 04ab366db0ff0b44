using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Runs tests of this assembly in this process, one at a time, as often as wanted.</summary>
internal sealed class TestSession
{
    /// <summary>The long ones, and those that count allocations: code with mutants allocates.</summary>
    private static readonly string[] LeftOut = ["OddFilesTests", "KillTests", "TenThousandColdUsers", "TwentyThousandCachedUsers", "NewUser_TakesOneSmallObject"];

    private readonly NUnitTestAssemblyRunner _runner = new(new DefaultTestAssemblyBuilder());
    private readonly Dictionary<string, ITest> _tests;

    /// <param name="areas">Parts of the names of the tests that matter.</param>
    public TestSession(string[] areas)
    {
        _runner.Load(typeof(TestSession).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0, ["StopOnError"] = true, ["SynchronousEvents"] = true });
        _tests = CasesOf(_runner.LoadedTest!)
            .Where(test => test.RunState == RunState.Runnable && areas.Any(test.FullName.Contains) && !LeftOut.Any(test.FullName.Contains))
            .ToDictionary(KeyOf);
    }

    public IReadOnlyCollection<string> Tests => _tests.Keys;

    /// <summary>Runs tests until one fails.</summary>
    /// <param name="tests">Which.</param>
    /// <param name="started">Called with each test that starts.</param>
    /// <param name="passed">Called with each test that has passed, and the seconds it took.</param>
    /// <returns>The test that failed; null when none has.</returns>
    public string? Run(IEnumerable<string> tests, Action<string> started, Action<string, double>? passed = null)
    {
        string? failed = null;
        var listener = new TestListener(test => started(KeyOf(test)), result =>
        {
            if (result.ResultState.Status == TestStatus.Failed)
            {
                failed ??= KeyOf(result.Test);
            }
            else if (result.ResultState.Status == TestStatus.Passed)
            {
                passed?.Invoke(KeyOf(result.Test), result.Duration);
            }
        });
        _runner.Run(listener, new CaseFilter([.. tests.Where(_tests.ContainsKey).Select(test => _tests[test].Id)]));
        return failed;
    }

    // Two cases may have one name; the numbers are given in the order of the assembly.
    private static string KeyOf(ITest test) => $"{test.FullName.ReplaceLineEndings(" ").Replace('\t', ' ')}#{test.Id}";

    private static IEnumerable<ITest> CasesOf(ITest test) => test.HasChildren ? test.Tests.SelectMany(CasesOf) : [test];

    private sealed class CaseFilter(HashSet<string> ids) : TestFilter
    {
        public override bool Match(ITest test) => !test.HasChildren && ids.Contains(test.Id);

        public override TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("cases");
    }

    private sealed class TestListener(Action<ITest> started, Action<ITestResult> finished) : ITestListener
    {
        public void TestStarted(ITest test)
        {
            if (!test.IsSuite)
            {
                started(test);
            }
        }

        public void TestFinished(ITestResult result)
        {
            if (!result.Test.IsSuite)
            {
                finished(result);
            }
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}
