namespace Flagsmith.Polling.Tests.Testing;

/// <summary>Numbers that were set on the local server reach a client as numbers of the same kind.</summary>
public sealed class LocalNumbersTests
{
    private static readonly double[] Doubles = [2.0, 0.0, -1.0, 2.5, 1e15, 1e16, 1e-7, 1e300, double.Epsilon];

    [TestCaseSource(nameof(Doubles))]
    public async Task Double_StaysADouble(double number)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("a_flag", true, number);
        server.SetTrait("ada", "a_trait", number);
        await using var polling = new PollingHost(options => (options.EnvironmentKey, options.ApiUrl) = (server.EnvironmentKey, server.ApiUrl), stubHttp: false);
        await polling.StartAsync();

        var user = await polling.Users.GetFlagsAsync("ada");

        polling.Flags.Current.GetValue("a_flag").Should().Be((FlagValue)number);
        user.GetValue("a_flag").Should().Be((FlagValue)number);
        user.Traits["a_trait"].Should().Be((TraitValue)number);
        server.GetTraits("ada")!["a_trait"].Should().Be((TraitValue)number);
    }
}
