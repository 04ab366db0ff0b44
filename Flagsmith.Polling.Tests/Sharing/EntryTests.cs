using System.Text;
using Flagsmith.Polling.Sharing;
using Flagsmith.Polling.Tests.Doubles;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Sharing;

/// <summary>What is wrong with an entry is refused, said once, and healed by the next poll.</summary>
public sealed class EntryTests
{
    private static readonly Dictionary<string, Action<Fleet, byte[], byte[]>> Damages = new()
    {
        ["confirmation of garbage"] = (fleet, _, _) => fleet.Store.SetConfirmation(fleet.Environment, Encoding.ASCII.GetBytes(new string('x', 500))),
        ["confirmation cut off"] = (fleet, confirmation, _) => fleet.Store.SetConfirmation(fleet.Environment, confirmation[..^1]),
        ["confirmation with a flipped bit"] = (fleet, confirmation, _) => fleet.Store.SetConfirmation(fleet.Environment, Flip(confirmation)),
        ["confirmation of another secret"] = (fleet, _, _) => fleet.Store.SetConfirmation(fleet.Environment, Foreign(isBody: false)),
        ["a body in place of the confirmation"] = (fleet, _, body) => fleet.Store.SetConfirmation(fleet.Environment, body),
        ["no confirmation"] = (fleet, _, _) => fleet.Store.SetConfirmation(fleet.Environment, null),
    };

    private static readonly Dictionary<string, Action<Fleet, byte[], byte[]>> BodyDamages = new()
    {
        ["body of garbage"] = (fleet, _, _) => fleet.Store.SetBody(fleet.Environment, Encoding.ASCII.GetBytes(new string('x', 500))),
        ["body cut off"] = (fleet, _, body) => fleet.Store.SetBody(fleet.Environment, body[..^1]),
        ["body with a flipped bit"] = (fleet, _, body) => fleet.Store.SetBody(fleet.Environment, Flip(body)),
        ["body of another secret"] = (fleet, _, _) => fleet.Store.SetBody(fleet.Environment, Foreign(isBody: true)),
        ["a confirmation in place of the body"] = (fleet, confirmation, _) => fleet.Store.SetBody(fleet.Environment, confirmation),
        ["no body"] = (fleet, _, _) => fleet.Store.SetBody(fleet.Environment, null),
    };

    private static IEnumerable<string> Kinds => Damages.Keys;

    private static IEnumerable<string> BodyKinds => BodyDamages.Keys;

    [TestCaseSource(nameof(Kinds))]
    public async Task DamagedConfirmation_ChangesNothing_AndIsReplaced(string kind)
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(4);
        await fleet.RunIntervalsAsync(1.5);
        var (confirmation, body) = (fleet.Store.GetConfirmation(fleet.Environment)!, fleet.Store.GetBody(fleet.Environment)!);
        var (environment, versions, polls) = (fleet.Environment, fleet.Hosts.Select(host => host.Flags.Current.Version).ToArray(), fleet.Polls.Count);
        Damages[kind](fleet, confirmation, body);

        await fleet.RunIntervalsAsync(3.3);

        fleet.Hosts.Select(host => host.Flags.Current.Version).Should().Equal(versions);
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_a"));
        (fleet.Polls.Count - polls).Should().BeLessThanOrEqualTo(5, "nobody polls sooner than is due");
        SharedConfirmationFormat.TryRead(fleet.Store.GetConfirmation(environment), SharedKeys.Of(fleet[0].Host.Services.Provider().Options)).Should().NotBeNull();
        fleet.Hosts.Sum(host => host.Logs.Count("SharedEntryRefused")).Should().BeLessThanOrEqualTo(kind == "no confirmation" ? 0 : 4);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.State.Should().Be(FlagProviderState.Fresh));
    }

    [TestCaseSource(nameof(BodyKinds))]
    public async Task DamagedBody_IsNotServed_AndIsReplacedByThePollOfTheHostThatFindsIt(string kind)
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        await fleet.RunIntervalsAsync(1.5);
        var environment = fleet.Environment;
        var (confirmation, body) = (fleet.Store.GetConfirmation(environment)!, fleet.Store.GetBody(environment)!);
        var polls = fleet.Polls.Count;
        BodyDamages[kind](fleet, confirmation, body);

        var late = await fleet.StartAsync();

        Fleet.NamesOn(late).Should().Equal("flag_a");
        late.Flags.Current.Source.Should().Be(FlagSource.Api, "it polled itself");
        late.Logs.Count("SharedEntryRefused").Should().Be(1);
        fleet.Polls.Count.Should().Be(polls + 1);
        (await fleet.StartAsync()).Flags.Current.Source.Should().Be(FlagSource.SharedStore, "the body is whole again");
        fleet.Polls.Count.Should().Be(polls + 1);
    }

    [Test]
    public async Task OldEntryThatIsPutBack_IsNotServed()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(3);
        var (environment, confirmation, body) = (fleet.Environment, fleet.Store.GetConfirmation(fleet.Environment), fleet.Store.GetBody(fleet.Environment));
        fleet.Respond("flag_b");
        await fleet.RunIntervalsAsync(2.3);
        var versions = fleet.Hosts.Select(host => host.Flags.Current.Version).ToArray();

        for (var time = 0; time < 10; time++)
        {
            fleet.Store.SetConfirmation(environment, confirmation);
            fleet.Store.SetBody(environment, body);
            fleet.Store.Reconnect();
            await fleet.RunAsync(TimeSpan.FromSeconds(7));
            fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
        }

        fleet.Hosts.Select(host => host.Flags.Current.Version).Should().Equal(versions);
    }

    [TestCase(true, false, TestName = "The replica was behind")]
    [TestCase(false, true, TestName = "The replica's clock is behind")]
    [TestCase(true, true, TestName = "Both")]
    public async Task Failover_HealsWithinThreeIntervals(bool isBehind, bool isClockBehind)
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(4);
        var (environment, confirmation, body) = (fleet.Environment, fleet.Store.GetConfirmation(fleet.Environment), fleet.Store.GetBody(fleet.Environment));
        await fleet.RunIntervalsAsync(5);
        if (isBehind)
        {
            fleet.Store.SetConfirmation(environment, confirmation);
            fleet.Store.SetBody(environment, body);
        }

        fleet.Store.ClockOffset = isClockBehind ? -TimeSpan.FromMinutes(5) : TimeSpan.Zero;
        fleet.Store.Reconnect();
        fleet.Respond("flag_b");
        await fleet.RunIntervalsAsync(4.3); // three intervals, and the poll after them
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));

        var polls = fleet.Polls.Count;
        await fleet.RunIntervalsAsync(5);
        (fleet.Polls.Count - polls).Should().BeInRange(4, 6);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.State.Should().Be(FlagProviderState.Fresh));
    }

    [Test]
    public async Task DifferentKeysSecretsAndModes_ShareNothing()
    {
        await using var fleet = new Fleet();
        fleet.RespondWith(static (request, _) => StubApi.Json(request.RequestUri!.AbsolutePath.Contains("document", StringComparison.Ordinal) ? Documents.Of([Documents.State("of_a_document")]) : Bodies.List(Bodies.Flag("of_a_list"))));
        await fleet.StartAsync();
        await fleet.StartAsync(options => options.SharedStore.Secret = "sixteen characters");
        await fleet.StartAsync(options => options.EnvironmentKey = "ser.AnotherKey");
        await fleet.StartAsync(options => options.ApiUrl = new Uri("https://other.test/api/v1/"));
        await fleet.StartAsync(options => options.Mode = FlagsmithMode.LocalEvaluation);

        fleet.Store.Environments.Should().HaveCount(5);
        fleet.Polls.Should().HaveCount(5);
        await fleet.RunIntervalsAsync(3);
        Fleet.NamesOn(fleet[4]).Should().Equal("of_a_document");
        fleet.Hosts.Should().AllSatisfy(host => host.Logs.Count("SharedEntryRefused").Should().Be(0));
    }

    [Test]
    public async Task Nothing_IsStoredInPlainText()
    {
        await using var fleet = new Fleet();
        await fleet.StartAsync();
        await fleet.RunIntervalsAsync(1.2);
        var stored = Encoding.Latin1.GetString([.. fleet.Store.GetConfirmation(fleet.Environment)!, .. fleet.Store.GetBody(fleet.Environment)!]) + fleet.Environment;
        stored.Should().NotContain(PollingHost.Key).And.NotContain("flag_a").And.NotContain("TheSecret");
    }

    private static byte[] Flip(byte[] bytes)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[^20] ^= 1;
        return flipped;
    }

    private static byte[] Foreign(bool isBody)
    {
        var keys = SharedKeys.Of(new FlagsmithPollingOptions { EnvironmentKey = "ser.another" });
        var content = "[]"u8.ToArray();
        return isBody
            ? SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), keys)
            : SharedConfirmationFormat.Write(SharedConfirmation.None with { Sequence = 1000, BeganAt = new DateTimeOffset(2030, 1, 1, 0, 5, 0, TimeSpan.Zero), Hash = SharedBodyFormat.HashOf(content), BodyLength = 100 }, keys);
    }
}
