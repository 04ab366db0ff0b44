using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Whatever a body repeats or breaks: read beside the body before it, it says exactly what it says alone, and nothing but the expected exception is thrown.</summary>
[Category("Long")]
public sealed class BesideTests
{
    private const int Turns = 8;

    private static readonly string[] Servers = ["django-api", "edge-proxy"];
    private static readonly string[] EnvironmentBodies = [.. WithExperimentsToo(Recorded("flags/").Where(body => body.StartsWith('[')))];
    private static readonly string[] UserBodies = [.. WithExperimentsToo(Recorded("identities/").Where(body => body.Contains("\"flags\":", StringComparison.Ordinal)))];

    /// <summary>Adds each body once more with the metadata that a running experiment brings.</summary>
    private static IEnumerable<string> WithExperimentsToo(IEnumerable<string> bodies) => bodies.SelectMany(body => new[]
    {
        body,
        body.Replace("\"enabled\":", "\"metadata\":{\"experiment\":{\"id\":7,\"name\":\"buttons\",\"in_experiment\":true}},\"enabled\":", StringComparison.Ordinal),
    });

    [Test]
    public async Task AnyEnvironment_BesideTheLast_SaysWhatItSaysAlone()
    {
        var mutator = new BodyMutator(EnvironmentBodies);
        var (published, broken, malformed) = (0, 0, 0);
        for (var seed = 0; seed < Scale.Of(50_000, 600); seed++)
        {
            var lists = new ListReceiver();
            byte[] last = [];
            foreach (var body in mutator.MakeInTurn(seed, Turns, maxEntries: 1 + (seed % 6)))
            {
                if (TryRead(() => new Alone(FlagListReader.Read(body))) is not { List: var alone } || alone is { Flags.Length: 0, Malformed: > 0 })
                {
                    await FluentActions.Awaiting(() => lists.AcceptAsync(body, acceptsEmpty: true)).Should().ThrowAsync<JsonException>();
                    continue;
                }

                var publication = await lists.AcceptAsync(body, acceptsEmpty: true);

                var expected = FlagSnapshotAssembly.Assemble(alone.Flags, 1, FlagSource.Api, fetchedAt: null);
                ShouldBeSame(lists.Current.Flags, expected.Flags, seed);
                publication.Skipped.Should().Be(new SkippedEntries(last.AsSpan().SequenceEqual(body) ? 0 : alone.Malformed), "seed {0}", seed);
                publication.BrokenValues.Should().Be(alone.BrokenValues, "seed {0}", seed);
                (published, broken, malformed) = (published + 1, broken + alone.BrokenValues, malformed + alone.Malformed);
                last = body;
            }
        }

        published.Should().BeGreaterThan(Scale.Of(50_000, 600) * Turns / 2, "otherwise the test does not test the walk");
        broken.Should().BeGreaterThan(published / 50);
        malformed.Should().BeGreaterThan(published / 20);
    }

    [Test]
    public void AnyUser_BesideAnother_SaysWhatItSaysAlone()
    {
        var mutator = new BodyMutator(UserBodies);
        var (read, broken, beside) = (0, 0, 0);
        for (var seed = 0; seed < Scale.Of(50_000, 600); seed++)
        {
            var bodies = mutator.MakeInTurn(seed, Turns, maxEntries: 1 + (seed % 6));
            var environment = EnvironmentOf(bodies[0]);
            foreach (var body in bodies)
            {
                var alone = TryRead(() => IdentityResponseReader.Read(body, FlagBase.Empty));
                var withoutTemplate = TryRead(() => IdentityResponseReader.Read(body, WithoutTemplate(environment)));
                var hasTemplate = environment.Template is not null;
                var response = TryRead(() => IdentityResponseReader.Read(body, environment));

                CheckSame(response, withoutTemplate, flag => flag.Feature, seed);
                CheckSame(response, alone, flag => FeatureOf(flag, environment), seed);
                read += alone is null ? 0 : 1;
                broken += alone?.BrokenValues ?? 0;
                beside += hasTemplate && alone is not null ? 1 : 0;
            }
        }

        read.Should().BeGreaterThan(Scale.Of(50_000, 600) * Turns / 2);
        beside.Should().BeGreaterThan(read / 3, "otherwise the test does not test the walk");
        broken.Should().BeGreaterThan(read / 50);
    }

    private static void CheckSame(IdentityResponse? response, IdentityResponse? expected, Func<FlagState, FeatureInfo> featureOf, int seed)
    {
        (response is null).Should().Be(expected is null, "seed {0}", seed);
        if (response is null || expected is null)
        {
            return;
        }

        ShouldBeSame(response.Flags, expected.Flags, seed, featureOf);
        response.Traits.SequenceEqual(expected.Traits).Should().BeTrue("seed {0}", seed);
        (response.Malformed, response.BrokenValues, response.HidesDetails, response.Identifier).Should()
            .Be((expected.Malformed, expected.BrokenValues, expected.HidesDetails, expected.Identifier), "seed {0}", seed);
    }

    private static void ShouldBeSame(IEnumerable<FlagState> flags, IEnumerable<FlagState> expected, int seed, Func<FlagState, FeatureInfo>? featureOf = null)
    {
        object[] contents = [.. ByName(flags).Select(FlagContent.Of)];
        object[] expectedContents = [.. ByName(expected).Select(flag => FlagContent.Of(flag, featureOf?.Invoke(flag) ?? flag.Feature))];
        if (!contents.SequenceEqual(expectedContents)) // the assertion is slow, and nearly always right
        {
            contents.Should().Equal(expectedContents, "seed {0}", seed);
        }
    }

    private static IEnumerable<FlagState> ByName(IEnumerable<FlagState> flags) => flags.OrderBy(flag => flag.Feature.Name, StringComparer.Ordinal);

    // A feature of a known name and id is the environment's, whatever else the user's response says of it.
    private static FeatureInfo FeatureOf(FlagState flag, FlagBase environment) =>
        environment.Catalog.Names.TryGetIndex(flag.Feature.Name, out var index) && environment[index].Feature.Id == flag.Feature.Id ? environment[index].Feature : flag.Feature;

    /// <summary>The environment that has what the first user has, so that responses can be read beside each other.</summary>
    private static FlagBase EnvironmentOf(byte[] user)
    {
        var flags = TryRead(() => IdentityResponseReader.Read(user, FlagBase.Empty))?.Flags ?? [];
        return FlagSnapshotAssembly.Assemble([.. flags], 1, FlagSource.Api, fetchedAt: null).Base;
    }

    private static FlagBase WithoutTemplate(FlagBase flags) => new(flags.Catalog, [.. Enumerable.Range(0, flags.Count).Select(index => flags[index])]);

    private static T? TryRead<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Recorded(string path) =>
        from server in Servers
        from exchange in RecordedExchange.All(server)
        where exchange.Path == path && exchange.Status == 200 && exchange.RespondBody.Length > 0
        select exchange.RespondBody;

    private sealed record Alone(FlagList List);
}
