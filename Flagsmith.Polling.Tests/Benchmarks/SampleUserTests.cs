using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class SampleUserTests
{
    [TestCase(10)]
    [TestCase(100)]
    public async Task AUser_HasThreeFlagsOfHisOwnAndNoneThatIsRead(int flags)
    {
        await using var stage = await CellStage.SetAsync(flags);
        var environment = stage.Environment.Current.Flags;
        var seen = new HashSet<string>();
        for (var user = 0; user < 20; user++)
        {
            var own = (await stage.Users.GetFlagsAsync($"user {user}")).Flags.Where((flag, index) => flag != environment[index]).Select(flag => flag.Feature.Name).ToArray();

            own.Should().HaveCount(SampleUser.Differences)
                .And.NotContain([SampleKeys.SwitchName, SampleKeys.NumberName, SampleKeys.TextName, SampleKeys.LimitsName, SampleFlags.Name(SwappingPoller.Toggled)]);
            seen.UnionWith(own);
        }

        seen.Should().HaveCountGreaterThan(SampleUser.Differences, "not all users have the same");
    }
}
