using System.Globalization;
using Flagsmith.Polling.Tests.Children;

namespace Flagsmith.Polling.Tests.Faults;

/// <summary>What a response without end costs a process that polls with the default settings.</summary>
public sealed class BombMemoryTests
{
    private const long Allowance = 32L * 1024 * 1024;

    private static IEnumerable<TestCaseData> Bombs() =>
        new[] { Fault.GzipBomb, Fault.EndlessBody, Fault.HugeBody }.Select(fault => new TestCaseData(fault).SetArgDisplayNames(fault.ToString()));

    [TestCaseSource(nameof(Bombs))]
    public async Task Process_GrowsByTheCapAndALittle(Fault bomb)
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.EnvironmentKey = "key");
        server.Inject(bomb);

        var output = await ChildProcess.RunAsync(["bombed-poll", server.ApiUrl.ToString()]);

        TestContext.Out.WriteLine(output);
        long.Parse(output, CultureInfo.InvariantCulture).Should().BeLessThanOrEqualTo(new FlagsmithPollingOptions().MaxBodyBytes + Allowance);
    }
}
