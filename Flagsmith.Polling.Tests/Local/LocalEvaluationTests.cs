using System.Net;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>A host with <see cref="FlagsmithMode.LocalEvaluation"/>: one document, any user, no request for users.</summary>
public sealed class LocalEvaluationTests
{
    private static readonly FlagIdentity Gold = new("ada") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } };

    private static readonly string Document = Documents.Of(
        [Documents.State("colour", "\"red\""), Documents.State("limit", "5")],
        [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0"))],
        [Documents.Override("007", Documents.State("limit", "7"))]);

    [Test]
    public async Task Users_AreEvaluatedInMemory_AtOnceAndWithoutRequests()
    {
        await using var polling = await StartedAsync(Document);

        var plain = Now(polling.Users.GetFlagsAsync("ada"));
        var gold = Now(polling.Users.GetFlagsAsync(Gold));
        var bond = Now(polling.Users.GetFlagsAsync("007"));

        plain.GetValue("colour", "").Should().Be("red");
        gold.GetValue("colour", "").Should().Be("gold");
        gold.GetFlag("colour")!.Reason.Should().Be("TARGETING_MATCH; segment=gold");
        gold.Traits.Should().ContainKey("plan");
        (gold.GetValue("limit", 0), bond.GetValue("limit", 0)).Should().Be((5, 7));
        bond.GetFlag("limit")!.IsIdentityOverride.Should().BeTrue();
        new[] { plain, gold, bond }.Should().OnlyContain(user => user.Source == FlagSource.Api && user.Version == 1 && !user.IsFallback && user.FetchedAt == polling.Flags.Current.FetchedAt);
        polling.Api.Requests.Should().ContainSingle().Which.RequestUri!.AbsolutePath.Should().EndWith("/environment-document/");
    }

    [Test]
    public async Task Environment_HasTheDocumentsFlags()
    {
        await using var polling = await StartedAsync(Document);

        polling.Flags.Current.Flags.Select(flag => flag.ToString()).Should().Equal("colour: on, \"red\"", "limit: on, 5");
        polling.Flags.Current.GetFlag("colour")!.Reason.Should().Be("DEFAULT");
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [Test]
    public async Task ChangeOfASegmentAlone_ReachesUsersWithTheNextPoll()
    {
        await using var polling = await StartedAsync(Document);
        Serve(polling, Document.Replace("\"value\":\"gold\"", "\"value\":\"silver\"", StringComparison.Ordinal));

        await polling.Flags.RefreshAsync();

        Now(polling.Users.GetFlagsAsync(Gold)).GetValue("colour", "").Should().Be("red");
        polling.Flags.Current.Version.Should().Be(2);
    }

    [Test]
    public async Task DocumentWhoseRandomMembersChanged_PublishesNothing()
    {
        await using var polling = await StartedAsync(Document);
        var before = polling.Flags.Current;
        Serve(polling, Documents.Of(
            [Documents.State("colour", "\"red\""), Documents.State("limit", "5")],
            [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0"))],
            [Documents.Override("007", Documents.State("limit", "7"))],
            extra: ",\"new_member\":1"));

        await polling.Flags.RefreshAsync();

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Flags.Status.LastConfirmedAt.Should().Be(polling.Time.GetUtcNow());
    }

    [Test]
    public async Task IdentifiersAndTraits_HaveNoStorageLimits()
    {
        await using var polling = await StartedAsync(Document);
        var huge = new FlagIdentity(new string('x', 5_000) + "\0") { Traits = new Dictionary<string, TraitValue> { [new string('k', 300)] = new string('v', 5_000), ["n"] = long.MaxValue } };

        Now(polling.Users.GetFlagsAsync(huge)).GetValue("limit", 0).Should().Be(5);
        Now(polling.Users.GetFlagsAsync("")).GetValue("limit", 0).Should().Be(5);
    }

    [Test]
    public async Task Traits_AreNeitherStoredNorRead()
    {
        await using var polling = await StartedAsync(Document);

        await polling.Users.Awaiting(users => users.SetTraitsAsync(new Dictionary<string, TraitValue?> { ["plan"] = "gold" }, "ada"))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("No trait was stored: local evaluation*FlagIdentity.Traits*");
        (await polling.Users.GetTraitsAsync("ada")).Should().BeEmpty();
        (await polling.Users.RefreshAsync("ada")).GetValue("colour", "").Should().Be("red");
        polling.Users.Invalidate("ada");
        polling.Api.Requests.Should().ContainSingle();
    }

    [TestCase(IdentityFallback.EnvironmentFlags)]
    [TestCase(IdentityFallback.Throw)]
    public async Task BeforeTheFirstDocument_UsersFallBackAsTheOptionSays(IdentityFallback fallback)
    {
        await using var polling = Host(options =>
        {
            options.Identities.Fallback = fallback;
            options.Defaults["colour"] = new FlagDefault { Enabled = true, Value = "default" };
        });
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);

        if (fallback == IdentityFallback.Throw)
        {
            polling.Users.Invoking(users => users.GetFlagsAsync("ada")).Should().Throw<FlagsmithApiException>().WithMessage("No environment document has been loaded*");
        }
        else
        {
            IIdentityFlagSnapshot[] users =
            [
                Now(polling.Users.GetFlagsAsync("ada")), Now(polling.Users.GetFlagsAsync(Gold)), Now(polling.Users.GetFlagsAsync("ada", [new("plan", "gold")])), await polling.Users.RefreshAsync("ada"),
            ];
            users.Should().OnlyContain(static user => user.IsFallback && user.Source == FlagSource.EnvironmentFallback && user.GetValue("colour", "") == "default");
        }

        polling.Users.Invoking(users => users.GetTraitsAsync("ada")).Should().Throw<FlagsmithApiException>();
    }

    [TestCase("client-side-key", false)]
    [TestCase("ser.key", true)]
    public async Task Mode_NeedsAServerSideKey(string key, bool isValid)
    {
        await using var polling = Host(options => options.EnvironmentKey = key);
        Serve(polling, Document);

        var starting = polling.Awaiting(host => host.StartAsync());

        if (isValid)
        {
            await starting.Should().NotThrowAsync();
        }
        else
        {
            await starting.Should().ThrowAsync<OptionsValidationException>().WithMessage("*EnvironmentKey must be a server-side key*");
        }
    }

    [TestCase(false, false, "a,b,c")]
    [TestCase(true, false, "a,c")]
    [TestCase(false, true, "a,b")]
    [TestCase(true, true, "a")]
    public async Task HiddenFlags_AreLeftOutWhereTheOptionsSaySo(bool hidesDisabled, bool hidesServerOnly, string expected)
    {
        await using var polling = Host(options => (options.LocalEvaluation.HideDisabledFlags, options.LocalEvaluation.HideServerKeyOnlyFeatures) = (hidesDisabled, hidesServerOnly));
        Serve(polling, Documents.Of([Documents.State("a"), Documents.State("b", enabled: false), Documents.State("c", id: 9)], extra: ",\"hide_disabled_flags\":true"));
        await polling.StartAsync();

        string.Join(',', polling.Flags.Current.Flags.Select(flag => flag.Feature.Name)).Should().Be(expected);
        string.Join(',', Now(polling.Users.GetFlagsAsync("ada")).Flags.Select(flag => flag.Feature.Name)).Should().Be(expected);
    }

    [Test]
    public async Task FlagHiddenForTheEnvironment_ThatASegmentTurnsOn_IsThereForItsUsers()
    {
        await using var polling = Host(options => options.LocalEvaluation.HideDisabledFlags = true);
        Serve(polling, Documents.Of([Documents.State("a", enabled: false)], [Documents.Gold(Documents.State("a", "\"on\""))], extra: ",\"hide_disabled_flags\":true"));
        await polling.StartAsync();

        polling.Flags.Current.HasFeature("a").Should().BeFalse();
        Now(polling.Users.GetFlagsAsync(Gold)).GetValue("a", "").Should().Be("on");
        Now(polling.Users.GetFlagsAsync("ada")).HasFeature("a").Should().BeFalse();
    }

    [TestCase(SegmentsWithoutIdentity.IdentityIndependent, "default", "prerequisite")]
    [TestCase(SegmentsWithoutIdentity.All, "unset", "prerequisite")]
    [TestCase(SegmentsWithoutIdentity.None, "default", "default")]
    public async Task EnvironmentsFlags_UseTheSegmentsThatTheOptionSays(SegmentsWithoutIdentity option, string byTrait, string byFlag)
    {
        await using var polling = Host(options => options.LocalEvaluation.SegmentsWithoutIdentity = option);
        Serve(polling, Documents.Of(
            [Documents.State("a", "\"default\""), Documents.State("b", "\"default\""), Documents.State("gate")],
            [
                Documents.Segment("unset", "plan", "IS_NOT_SET", "", Documents.State("a", "\"unset\"")),
                Documents.Segment("prerequisite", "$.flags.gate.enabled", "EQUAL", "true", Documents.State("b", "\"prerequisite\"")),
            ]));
        await polling.StartAsync();

        polling.Flags.Current.GetValue("a", "").Should().Be(byTrait);
        polling.Flags.Current.GetValue("b", "").Should().Be(byFlag);
    }

    [Test]
    public async Task EmptyDocument_IsHeldUntilConfirmed()
    {
        await using var polling = await StartedAsync(Document);
        Serve(polling, Documents.Of([]));

        await polling.PollAsync();
        polling.Flags.Current.Flags.Should().HaveCount(2);
        polling.Logs.Count("EmptyHeld").Should().Be(1);

        await polling.PollAsync();
        polling.Flags.Current.Flags.Should().BeEmpty();
    }

    [Test]
    public async Task ListOfFlagsInPlaceOfADocument_IsAFailedPoll_AndKeepsTheFlags()
    {
        await using var polling = await StartedAsync(Document);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a")));

        (await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(FlagsmithErrorKind.InvalidResponse);

        Now(polling.Users.GetFlagsAsync(Gold)).GetValue("colour", "").Should().Be("gold");
    }

    private static IIdentityFlagSnapshot Now(ValueTask<IIdentityFlagSnapshot> read) =>
        read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("The read had to wait.");

    private static void Serve(PollingHost polling, string document) => polling.Api.RespondJson(document);

    private static PollingHost Host(Action<FlagsmithPollingOptions>? configure = null) => new(options =>
    {
        options.Mode = FlagsmithMode.LocalEvaluation;
        configure?.Invoke(options);
    });

    private static async Task<PollingHost> StartedAsync(string document)
    {
        var polling = Host();
        Serve(polling, document);
        await polling.StartAsync();
        return polling;
    }
}
