namespace Flagsmith.Polling.Tests.Local;

/// <summary>The same users of the same environment in both modes: what the local server evaluates reaches the application as what it evaluates itself.</summary>
public sealed class RemoteEqualsLocalTests
{
    private const int Count = 200;

    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, false)]
    [TestCase(4, true)]
    public async Task Users_HaveTheSameFlags(int seed, bool edgeProxy)
    {
        await using var server = await LocalFlagsmith.StartAsync(options => (options.EdgeProxy, options.OverridesPerPage) = (edgeProxy, edgeProxy ? null : 10));
        server.LoadEnvironmentDocument(GeneratedDocument.Of(seed, Count));
        await using var remote = await StartAsync(server, FlagsmithMode.Remote);
        await using var local = await StartAsync(server, FlagsmithMode.LocalEvaluation);
        var evaluated = new List<FlagState>();

        foreach (var (index, user) in GeneratedUsers.Of(seed, Count).Index())
        {
            var ofServer = await remote.Users.GetFlagsAsync(edgeProxy || index % 2 == 0 ? user : WithHalfOfItsTraitsStored(server, user));
            var own = await local.Users.GetFlagsAsync(user);

            ofServer.IsFallback.Should().BeFalse();
            Describe(own, edgeProxy).Except(Describe(ofServer, edgeProxy)).Should().BeEmpty("users are equal in both modes, seed {0}, user {1}", seed, index);
            ofServer.Flags.Should().HaveCount(own.Flags.Count);
            evaluated.AddRange(own.Flags);
        }

        Describe(local.Flags.Current, edgeProxy).Should().BeEquivalentTo(Describe(remote.Flags.Current, edgeProxy));
        CheckThatTheComparisonMeansSomething(evaluated, seed);
    }

    private static void CheckThatTheComparisonMeansSomething(List<FlagState> evaluated, int seed)
    {
        var flags = GeneratedDocument.Features + GeneratedRules.OfOperators.Count;
        evaluated.Should().HaveCount(Count * flags);
        var (least, because) = (evaluated.Count / 100, "each way to decide must occur, seed {0}");
        evaluated.Count(flag => flag.IsIdentityOverride).Should().BeGreaterThan(Count / 6, because, seed);
        evaluated.Count(flag => flag.Reason!.StartsWith("SPLIT", StringComparison.Ordinal)).Should().BeGreaterThan(least, because, seed);
        evaluated.Count(flag => flag.Variant == "control").Should().BeGreaterThan(least, because, seed);
        evaluated.Count(flag => flag.Reason!.StartsWith("TARGETING_MATCH; segment=segment", StringComparison.Ordinal)).Should().BeGreaterThan(least, because, seed);
        evaluated.Count(flag => flag.Reason == "DEFAULT").Should().BeGreaterThan(least, because, seed);
        foreach (var condition in GeneratedRules.OfOperators.Keys)
        {
            evaluated.Count(flag => flag.Enabled && flag.Feature.Name == GeneratedDocument.FeatureOf(condition)).Should().BeInRange(1, Count - 1, "{0} must decide, seed {1}", condition, seed);
        }
    }

    private static async Task<PollingHost> StartAsync(LocalFlagsmith server, FlagsmithMode mode)
    {
        var polling = new PollingHost(
            options =>
            {
                (options.EnvironmentKey, options.ApiUrl, options.Mode) = (server.ServerSideKey, server.ApiUrl, mode);
                options.LocalEvaluation.SegmentsWithoutIdentity = SegmentsWithoutIdentity.None; // as remote evaluation has it
            },
            stubHttp: false);
        await polling.StartAsync();
        return polling;
    }

    private static FlagIdentity WithHalfOfItsTraitsStored(LocalFlagsmith server, FlagIdentity user)
    {
        var half = user.Traits!.Take(user.Traits!.Count / 2).ToDictionary();
        foreach (var (key, value) in half)
        {
            server.SetTrait(user.Identifier, key, value);
        }

        return new FlagIdentity(user.Identifier) { Traits = user.Traits!.Where(trait => !half.ContainsKey(trait.Key)).ToDictionary() };
    }

    // An Edge Proxy sends neither variants nor whose override applies.
    private static IEnumerable<string> Describe(IFlagSnapshot flags, bool isSlim) => flags.Flags.Select(flag =>
        $"{flag.Feature.Name}: {flag.Enabled}, {flag.Value.Kind} {flag.Value}" + (isSlim ? "" : $", {flag.Variant ?? "no variant"}, {flag.IsIdentityOverride}"));
}
