using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Whatever bytes a response has: nothing but the two expected exceptions, nothing published unless the root is right, the loop goes on.</summary>
[Category("Long")]
public sealed class AnyBodyTests
{
    private static readonly string[] Servers = ["django-api", "edge-proxy"];

    private static readonly BodyMutator Lists = new([.. Recorded("flags/").Where(body => body.StartsWith('['))]);
    private static readonly BodyMutator Users = new([.. Recorded("identities/").Where(body => body.Contains("\"flags\":", StringComparison.Ordinal))]);

    [Test]
    public void AnyList_ParsesOrIsRefused()
    {
        var parsed = 0;
        var taken = 0;
        Check(Scale.Of(100_000, 3_000), seed =>
        {
            var body = Lists.Make(seed);
            parsed++;
            if (TryRead(() => FlagSnapshotAssembly.Assemble(FlagListReader.Read(body).Flags, 1, FlagSource.Api, null)) is { } snapshot)
            {
                taken++;
                RootOf(body).Should().Be(JsonValueKind.Array);
                ReadAll(snapshot);
            }
        });

        parsed.Should().BeGreaterThanOrEqualTo(Scale.Of(100_000, 3_000));
        taken.Should().BeInRange(parsed / 10, parsed * 9 / 10, "both sorts must occur for the test to mean something");
    }

    [Test]
    public void AnyUser_ParsesOrIsRefused()
    {
        var environment = FlagSnapshotAssembly.Assemble(
            FlagListReader.Read(System.Text.Encoding.UTF8.GetBytes(RecordedExchange.Load("django-api", "flags-list").RespondBody)).Flags, 1, FlagSource.Api, null).Base;
        var parsed = 0;
        var taken = 0;
        Check(Scale.Of(100_000, 3_000), seed =>
        {
            var body = Users.Make(seed);
            parsed++;
            if (TryRead(() => IdentityResponseReader.Read(body, environment)) is { } response)
            {
                taken++;
                RootOf(body).Should().Be(JsonValueKind.Object);
                ReadAll(new IdentityFlagSnapshot(response.Over(environment), TraitSet.Of(response.Traits), 1, FlagSource.Api, null));
            }
        });

        parsed.Should().BeGreaterThanOrEqualTo(Scale.Of(100_000, 3_000));
        taken.Should().BeInRange(parsed / 10, parsed * 9 / 10);
    }

    [Test]
    public async Task AnyResponse_ThroughTheWholePoller_NeverEndsIt()
    {
        await using var polling = new PollingHost(options => options.Identities.FailureBackoff = TimeSpan.Zero);
        var good = RecordedExchange.Load("django-api", "flags-list").RespondBody;
        polling.Api.RespondJson(good);
        await polling.StartAsync();
        var polled = 0;
        var published = 0;
        foreach (var seed in Seeds(Scale.Of(5_000, 200)))
        {
            var (list, user) = (Lists.Make(seed), Users.Make(seed));
            polling.Api.Response = (request, _) => Response(request.Method == HttpMethod.Get ? list : user);
            var before = polling.Flags.Current;
            try
            {
                ReadAll(await polling.Flags.RefreshAsync());
                RootOf(list).Should().Be(JsonValueKind.Array);
                published++;
            }
            catch (FlagsmithApiException)
            {
                polling.Flags.Current.Should().BeSameAs(before, "what cannot be read changes nothing");
            }

            ReadAll(await polling.Users.GetFlagsAsync($"user-{seed}"));
            polled++;
            polling.Time.Advance(TimeSpan.FromSeconds(1));
        }

        polled.Should().BeGreaterThanOrEqualTo(Scale.Of(5_000, 200));
        published.Should().BeInRange(polled / 10, polled * 9 / 10);
        polling.Api.RespondJson(good);
        (await polling.Flags.RefreshAsync()).GetValue("string_plain", "").Should().Be("hello");
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    // FsCheck draws the seeds, so that a failure can be replayed; the bodies are ours, as its own byte arrays stop at 100 bytes.
    private static void Check(int count, Action<int> property) => Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), property)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true));

    private static int[] Seeds(int count) => Gen.Choose(int.MinValue, int.MaxValue).Sample(size: 100, numberOfSamples: count);

    private static IEnumerable<string> Recorded(string path) =>
        from server in Servers
        from exchange in RecordedExchange.All(server)
        where exchange.Path == path && exchange.Status == 200 && exchange.RespondBody.Length > 0
        select exchange.RespondBody;

    private static T? TryRead<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is JsonException or FlagLimitException)
        {
            return null; // what the poller takes for a body that cannot be read
        }
    }

    // Read independently of the library.
    private static JsonValueKind RootOf(byte[] body)
    {
        var json = body.AsMemory(body is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.ValueKind;
    }

    private static void ReadAll(IFlagSnapshot snapshot)
    {
        foreach (var flag in snapshot.Flags)
        {
            var name = flag.Feature.Name;
            snapshot.IsEnabled(name).Should().Be(flag.Enabled);
            _ = snapshot.GetValue(name, 1) + snapshot.GetValue(name, 1.5) + snapshot.GetValue(name, "").Length + snapshot.GetValue(name, TimeSpan.Zero).Ticks;
            _ = snapshot.GetValue(name, true);
        }
    }

    private static Task<HttpResponseMessage> Response(byte[] body) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    });
}
