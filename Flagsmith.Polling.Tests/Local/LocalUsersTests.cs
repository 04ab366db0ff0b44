using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>Users of a document, through the provider: how traits are passed, what a read costs, and what a hostile text does.</summary>
public sealed class LocalUsersTests
{
    private static readonly string Document = Documents.Of(
        [Documents.State("colour", "\"red\""), Documents.State("pattern", "\"no\"")],
        [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0")), Documents.Segment("slow", "name", "REGEX", "(a+)+$", Documents.State("pattern", "\"yes\"", priority: "0"))]);

    [Test]
    public async Task TraitsOfASpan_AreThoseOfADictionary()
    {
        await using var polling = await StartedAsync();

        var user = Now(polling.Users.GetFlagsAsync("ada", [new("seats", 42), new("plan", "silver"), new("beta", true), new("plan", "gold")]));

        user.GetValue("colour", "").Should().Be("gold", "the last of two with one key counts");
        user.Traits.Should().Equal(new Dictionary<string, TraitValue> { ["beta"] = true, ["plan"] = "gold", ["seats"] = 42 });
        Now(polling.Users.GetFlagsAsync("ada", [])).GetValue("colour", "").Should().Be("red");
    }

    [Test]
    public async Task TraitsPassedAlong_MayChangeAfterwards()
    {
        await using var polling = await StartedAsync();
        var traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" };
        var user = Now(polling.Users.GetFlagsAsync(new FlagIdentity("ada") { Traits = traits }));

        traits["plan"] = "silver";

        user.GetValue("colour", "").Should().Be("gold", "a snapshot never changes, read before or not");
        user.Traits["plan"].Should().Be((TraitValue)"gold");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(100)]
    [TestCase(1_000)]
    public async Task AnyNumberOfTraits_IsRead(int others)
    {
        await using var polling = await StartedAsync();
        var traits = Enumerable.Range(0, others).Select(index => KeyValuePair.Create($"other-{index:0000}", (TraitValue)index)).Append(new("plan", "gold")).Reverse().ToArray();

        foreach (var user in new[] { Now(polling.Users.GetFlagsAsync("ada", traits)), Now(polling.Users.GetFlagsAsync(new FlagIdentity("ada") { Traits = new Dictionary<string, TraitValue>(traits) })) })
        {
            user.GetValue("colour", "").Should().Be("gold");
            user.Traits.Should().HaveCount(others + 1).And.ContainKey("plan");
        }
    }

    [Test]
    public async Task Snapshot_OfAUser_StaysThatOfItsDocument()
    {
        await using var polling = await StartedAsync();
        var before = Now(polling.Users.GetFlagsAsync("ada", [new("plan", "gold")]));
        polling.Api.RespondJson(Document.Replace("\"gold\"", "\"brass\"", StringComparison.Ordinal));

        await polling.Flags.RefreshAsync();

        before.GetValue("colour", "").Should().Be("gold", "it was not read before the change, and is not of after it");
        before.Version.Should().Be(1);
        Now(polling.Users.GetFlagsAsync("ada", [new("plan", "brass")])).GetValue("colour", "").Should().Be("brass");
    }

    [Test]
    public async Task NewUser_TakesOneSmallObjectAndTheTraits()
    {
        await using var polling = await StartedAsync();

        (AllocatedBytes.Of(() => Read(polling.Users, 100)) / 100).Should().BeLessThanOrEqualTo(410); // 408 as long as the compiler has optimised nothing
    }

    [Test]
    public async Task TextThatTakesAPatternTooLong_IsCountedAndLogged_WithoutTheText()
    {
        await using var polling = await StartedAsync();
        using var meter = new MeterRecorder(polling.Host.Services.GetRequiredService<IMeterFactory>());
        var text = new string('a', 40) + "!";

        Now(polling.Users.GetFlagsAsync("ada", [new("name", text)])).GetValue("pattern", "").Should().Be("no");
        Now(polling.Users.GetFlagsAsync("bob", [new("name", "aaa")])).GetValue("pattern", "").Should().Be("yes");

        polling.Logs.Lines.Where(line => line.Event == "PatternTimedOut").Should().ContainSingle().Which.Text.Should().NotContainAny(text, "ada");
        meter.Of("evaluation.timeouts").Should().ContainSingle().Which.Value.Should().Be(1);
    }

    private static int Read(IIdentityFlagProvider users, int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Now(users.GetFlagsAsync("ada", [new("plan", "gold"), new("seats", 42), new("beta", true)])).IsEnabled("colour") ? 1 : 0;
        }

        return good;
    }

    private static IIdentityFlagSnapshot Now(ValueTask<IIdentityFlagSnapshot> read) =>
        read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("The read had to wait.");

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost(options => options.Mode = FlagsmithMode.LocalEvaluation);
        polling.Api.RespondJson(Document);
        await polling.StartAsync();
        return polling;
    }
}
