using System.Text;
using System.Text.Json;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Tests.Local;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>The document that local evaluation keeps: its pages as they came, read with the checks of a response.</summary>
public sealed class KeptPayloadTests
{
    private static readonly DateTimeOffset Confirmed = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string First = Documents.Of([Documents.State("colour", "\"red\"", id: 1), Documents.State("size", "5", id: 2)], [Documents.Gold()], [Documents.Override("ada", Documents.State("colour", "\"blue\""))]);
    private static readonly string Second = Documents.Of([], overrides: [Documents.Override("bob", Documents.State("colour", "\"green\""))]);

    [Test]
    public void Pages_AreKeptAsTheyCame_AndRead()
    {
        var kept = Read(Payload(First, Second));

        kept.Flags.Select(static flag => flag.Feature.Name).Should().Equal("colour", "size");
        kept.LastConfirmedAt.Should().Be(Confirmed);
        kept.Users!.Pages.Select(static page => Encoding.UTF8.GetString(page.Span)).Should().Equal(First, Second);
        var again = KeptPayload.Write(kept);
        Encoding.UTF8.GetString(again.Span).Should().Be(Payload(First, Second));
        KeptPayload.Read(again, Confirmed, Options(), observer: null).Users!.Pages.Should().HaveCount(2);
    }

    [Test]
    public void RemoteEvaluation_TakesTheEnvironmentsFlagsAlone()
    {
        var kept = Read(Payload(First), static options => options.Mode = FlagsmithMode.Remote);

        kept.Flags.Should().HaveCount(2);
        kept.Users.Should().BeNull();
    }

    [TestCase(2, true)]
    [TestCase(1, false)]
    public void Document_IsReadWithinTheBoundOnFlags(int most, bool isRead)
    {
        var reading = FluentActions.Invoking(() => Read(Payload(First), options => options.MaxFlags = most));

        if (isRead)
        {
            reading().Flags.Should().HaveCount(2);
        }
        else
        {
            reading.Should().Throw<FlagLimitException>();
        }
    }

    // A response may have 64 levels; the file adds the list of pages and its own object.
    [Test]
    public void DeepPage_IsKeptAndRead()
    {
        const int Most = 64;
        var page = Documents.Of([Documents.State("colour")], extra: $",\"deep\":{new string('[', Most - 1)}{new string(']', Most - 1)}");
        var file = Envelope.Wrap("owner", Confirmed, Encoding.UTF8.GetBytes(Payload(page)));

        Envelope.Unwrap(file, "owner", out _, out var payload).Should().BeNull();

        KeptPayload.Read(payload, Confirmed, Options(), observer: null).Flags.Should().ContainSingle();
    }

    [TestCase("{}")]
    [TestCase("""{"pages":[]}""")]
    [TestCase("""{"pages":null}""")]
    [TestCase("""{"pages":[7]}""")]
    [TestCase("""{"others":[{}]}""")]
    public void ObjectWithoutPages_IsNoDocument(string payload) => FluentActions.Invoking(() => Read(payload)).Should().Throw<JsonException>();

    [Test]
    public void PayloadThatIsCutOff_IsNoDocument()
    {
        var payload = Payload(First, Second);
        for (var length = 1; length < payload.Length; length += 7)
        {
            FluentActions.Invoking(() => Read(payload[..length])).Should().Throw<JsonException>();
        }
    }

    private static string Payload(params string[] pages) => $$"""{"pages":[{{string.Join(',', pages)}}]}""";

    private static KeptFlags Read(string payload, Action<FlagsmithPollingOptions>? configure = null) =>
        KeptPayload.Read(Encoding.UTF8.GetBytes(payload), Confirmed, Options(configure), observer: null);

    private static FlagsmithPollingOptions Options(Action<FlagsmithPollingOptions>? configure = null)
    {
        var options = new FlagsmithPollingOptions { Mode = FlagsmithMode.LocalEvaluation };
        configure?.Invoke(options);
        return options;
    }
}
