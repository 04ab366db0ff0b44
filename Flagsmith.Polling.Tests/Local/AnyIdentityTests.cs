using System.Text.Json;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>Local evaluation takes identifiers and traits as given, wherever they enter: of any length and size, and nothing is trimmed.</summary>
public sealed class AnyIdentityTests
{
    private static readonly string[] Identifiers = ["", " ", " ada ", "007", "a\0b", "a\tb\n", "😀", new('x', 5_000)];

    private static readonly (string Name, string Key, TraitValue Value, string Condition, string Expected)[] Traits =
    [
        ("long text", "k", new string('v', 5_000), "EQUAL", new string('v', 5_000)),
        ("text with blanks", "k", " gold ", "EQUAL", " gold "),
        ("empty text", "k", "", "EQUAL", ""),
        ("text with NUL", "k", "a\0b", "EQUAL", "a\0b"),
        ("half of a surrogate pair", "k", "a\ud83d", "CONTAINS", "a"),
        ("largest 64 bits", "k", long.MaxValue, "EQUAL", "9223372036854775807"),
        ("smallest 64 bits", "k", long.MinValue, "EQUAL", "-9223372036854775808"),
        ("beyond 64 bits", "k", JsonSerializer.Deserialize<TraitValue>("99999999999999999999999"), "EQUAL", "99999999999999999999999"),
        ("digits beyond 64 bits", "k", "99999999999999999999999", "GREATER_THAN", "99999999999999999999998"),
        ("infinite", "k", double.PositiveInfinity, "EQUAL", "inf"),
        ("not a number", "k", double.NaN, "IS_SET", ""),
        ("key with blanks", " k ", "v", "EQUAL", "v"),
        ("key with NUL", "k\0", "v", "EQUAL", "v"),
        ("long key", new('k', 300), "v", "EQUAL", "v"),
    ];

    private static IEnumerable<TestCaseData> IdentifierCases() =>
        from entry in EntryPoints()
        from index in Enumerable.Range(0, Identifiers.Length)
        select new TestCaseData(index, entry.Read).SetArgDisplayNames($"identifier {index}", entry.Name);

    [TestCaseSource(nameof(IdentifierCases))]
    public async Task Identifier_IsTakenAsGiven(int index, Func<IIdentityFlagProvider, FlagIdentity, ValueTask<string>> read)
    {
        await using var polling = await StartedAsync(Documents.Of(
            [Documents.State("a", "\"default\"")], null, [.. Identifiers.Select((identifier, i) => Documents.Override(Escape(identifier), Documents.State("a", $"\"override {i}\"")))]));

        (await read(polling.Users, new FlagIdentity(Identifiers[index]))).Should().Be($"override {index}");
        (await read(polling.Users, new FlagIdentity("ada"))).Should().Be("default");
    }

    private static IEnumerable<TestCaseData> TraitCases() => Traits.Select((trait, index) => new TestCaseData(index).SetArgDisplayNames(trait.Name));

    [TestCaseSource(nameof(TraitCases))]
    public async Task Trait_IsTakenAsGiven(int index)
    {
        var (_, key, value, condition, expected) = Traits[index];
        var document = Documents.Of([Documents.State("a", "\"default\"")], [Documents.Segment("odd", Escape(key), condition, Escape(expected), Documents.State("a", "\"matched\""))]);
        await using var polling = await StartedAsync(document);
        var traits = new Dictionary<string, TraitValue> { [key] = value };
        var identity = new FlagIdentity("ada") { Traits = traits };
        var evaluated = EnvironmentDocument.Parse(document);

        (await polling.Users.GetFlagsAsync(identity)).GetValue("a", "").Should().Be("matched");
        (await polling.Users.GetFlagsAsync(identity)).Traits.Should().ContainKey(key).WhoseValue.Should().Be(value);
        (await polling.Users.ForIdentity(identity).GetValueAsync("a", "")).Should().Be("matched");
        polling.Users.GetSegments(identity).Should().Equal("odd");
        polling.Users.ForIdentity(identity).GetSegments().Should().Equal("odd");
        evaluated.GetFlags("ada", traits).GetValue("a", "").Should().Be("matched");
        evaluated.GetSegments("ada", traits).Should().Equal("odd");
        evaluated.Explain("a", "ada", traits)!.Flag.Value.ToString().Should().Be("matched");
        (await polling.Users.GetFlagsAsync(new FlagIdentity("ada") { Traits = new Dictionary<string, TraitValue> { ["other"] = value } })).GetValue("a", "").Should().Be("default");
    }

    [TestCase("")]
    [TestCase(" k ")]
    [TestCase("k\0", TestName = "{m}(a NUL)")]
    [TestCase("300")]
    public async Task TraitsOfAnyKey_AreNeitherStoredNorRead_AndNoKeyIsAnArgumentError(string key)
    {
        var odd = key == "300" ? new string('k', 300) : key;
        await using var polling = await StartedAsync(Documents.Of([Documents.State("a")]));
        var user = polling.Users.ForIdentity(" ");

        (await user.GetTraitAsync(odd)).Should().BeNull();
        (await polling.Users.GetTraitsAsync(" ")).Should().BeEmpty();
        Func<Task>[] writes =
        [
            () => user.SetTraitAsync(odd, long.MaxValue),
            () => user.RemoveTraitAsync(odd),
            () => polling.Users.SetTraitsAsync(new Dictionary<string, TraitValue?> { [odd] = new string('v', 5_000) }, ""),
        ];
        foreach (var write in writes)
        {
            await write.Should().ThrowAsync<InvalidOperationException>().WithMessage("No trait was stored*");
        }

        await FluentActions.Awaiting(() => user.GetTraitAsync(null!).AsTask()).Should().ThrowAsync<ArgumentNullException>();
    }

    [TestCase(FlagsmithMode.Remote, false)]
    [TestCase(FlagsmithMode.LocalEvaluation, true)]
    public async Task Offline_AndRemote_KeepTheRulesOfTheServer(FlagsmithMode mode, bool isOffline)
    {
        await using var polling = new PollingHost(options => (options.Mode, options.Offline) = (mode, isOffline));

        await FluentActions.Awaiting(() => polling.Users.ForIdentity("ada").GetTraitAsync(" k ").AsTask()).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => polling.Users.GetFlagsAsync(" ").AsTask()).Should().ThrowAsync<ArgumentException>();
    }

    private static IEnumerable<(string Name, Func<IIdentityFlagProvider, FlagIdentity, ValueTask<string>> Read)> EntryPoints()
    {
        yield return ("GetFlagsAsync of an identifier", async (users, identity) => (await users.GetFlagsAsync(identity.Identifier)).GetValue("a", ""));
        yield return ("GetFlagsAsync of an identity", async (users, identity) => (await users.GetFlagsAsync(identity)).GetValue("a", ""));
        yield return ("RefreshAsync", async (users, identity) => (await users.RefreshAsync(identity.Identifier)).GetValue("a", ""));
        yield return ("ForIdentity of an identifier", (users, identity) => users.ForIdentity(identity.Identifier).GetValueAsync("a", ""));
        yield return ("ForIdentity of an identity", (users, identity) => users.ForIdentity(identity).GetValueAsync("a", ""));
        yield return ("after Invalidate and GetSegments", ReadAfterOthersAsync);
    }

    private static async ValueTask<string> ReadAfterOthersAsync(IIdentityFlagProvider users, FlagIdentity identity)
    {
        users.Invalidate(identity.Identifier);
        users.GetSegments(identity).Should().BeEmpty();
        return (await users.GetFlagsAsync(identity)).GetValue("a", "");
    }

    private static string Escape(string text) => JsonEncodedText.Encode(text).ToString();

    private static async Task<PollingHost> StartedAsync(string document)
    {
        var polling = new PollingHost(options => options.Mode = FlagsmithMode.LocalEvaluation);
        polling.Api.RespondJson(document);
        await polling.StartAsync();
        return polling;
    }
}
