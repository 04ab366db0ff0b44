using Flagsmith.Polling.Benchmarks.Herd;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class HerdTests
{
    // So few clients ask only a few times a second: counted by half minutes, chance is as small as in a fleet's seconds.
    private static readonly HerdPlan Small = new()
    {
        Clients = 200,
        Duration = TimeSpan.FromMinutes(10),
        OutageFrom = TimeSpan.FromMinutes(3),
        OutageTo = TimeSpan.FromMinutes(4),
        Bin = TimeSpan.FromSeconds(30),
    };

    private static readonly HerdPlan Tiny = new()
    {
        Clients = 60, // a mean of one in a second
        Duration = TimeSpan.FromSeconds(300),
        OutageFrom = TimeSpan.FromSeconds(150),
        OutageTo = TimeSpan.FromSeconds(180),
    };

    [Test]
    public void ASmallHerd_KeepsWithinAllBounds()
    {
        var run = HerdSimulation.RunLibrary(Small);

        HerdBounds.Check(run).Should().OnlyContain(bound => bound.IsMet);
        run.AllRecoveredAt.Should().BeGreaterThan(Small.OutageTo);
        run.Requests.Sum().Should().BeInRange(2_200, 2_600);
    }

    [Test]
    public void ASmallHerd_IsTheSameWithTheSameSeed() =>
        HerdSimulation.RunLibrary(Small).Requests.Should().Equal(HerdSimulation.RunLibrary(Small).Requests);

    [Test]
    public void FixedDelays_BreakBounds()
    {
        var run = HerdSimulation.RunFixed(Small with { Clients = 200, Bin = TimeSpan.FromSeconds(1) });

        run.Requests[0].Should().Be(200);
        Broken(run).Should().Contain("during the outage: busiest").And.Contain("when all have recovered: busiest");
    }

    [Test]
    public void Check_OfAnEvenRun_FindsNothing() => Broken(Even()).Should().BeEmpty();

    [TestCase(10, 50, new string[0])] // the start is told apart
    [TestCase(119, 50, new string[0])]
    [TestCase(120, 2, new[] { "before the outage: busiest" })]
    [TestCase(149, 0, new[] { "before the outage: quietest" })]
    [TestCase(150, 3, new string[0])] // the outage allows more
    [TestCase(179, 4, new[] { "during the outage: busiest" })]
    [TestCase(179, 0, new string[0])]
    [TestCase(180, 2, new[] { "from its end on: busiest" })]
    [TestCase(199, 0, new string[0])] // not all have recovered
    [TestCase(200, 0, new[] { "when all have recovered: quietest" })]
    [TestCase(299, 2, new[] { "from its end on: busiest", "when all have recovered: busiest" })]
    public void Check_FindsTheOneSecondThatBreaksABound(int second, int requests, string[] broken)
    {
        var run = Even();
        run.Requests[second] = requests;

        Broken(run).Should().Equal(broken);
    }

    [Test]
    public void Check_WhenNotAllHaveRecovered_IsBroken() =>
        Broken(Even() with { AllRecoveredAt = null }).Should().Equal("when all have recovered: quietest", "when all have recovered: busiest");

    private static HerdRun Even() => new(Tiny, [.. Enumerable.Repeat(1, 300)], TimeSpan.FromSeconds(200));

    private static IEnumerable<string> Broken(HerdRun run) => HerdBounds.Check(run).Where(bound => !bound.IsMet).Select(bound => bound.What);
}
