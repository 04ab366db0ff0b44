using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>Parts of a document that cannot be read.</summary>
public sealed class SkippedEntriesTests
{
    private static IEnumerable<TestCaseData> Broken()
    {
        const string Flag = """{"feature":{"name":"broken"}}""";
        yield return Case("a flag", Documents.Of([Documents.State("a"), Flag]), "FlagsSkipped", "Skipped 1 flags whose name or `enabled` is missing or mistyped.");
        yield return Case("a segment", Documents.Of([Documents.State("a")], ["""{"name":"no id"}"""]), "EntriesSkipped", "Skipped 0 flags, 1 segments and 0 overrides of*");
        yield return Case("an override of a segment", Documents.Of([Documents.State("a")], [Documents.Gold(Flag, Flag)]), "EntriesSkipped", "Skipped 0 flags, 0 segments and 2 overrides of*");
        yield return Case("an override of a user", Documents.Of([Documents.State("a")], null, [Documents.Override("ada", Flag)]), "EntriesSkipped", "Skipped 0 flags, 0 segments and 1 overrides of*");
        yield return Case("the overrides of nobody", Documents.Of([Documents.State("a")], null, ["{}"]), "EntriesSkipped", "Skipped 0 flags, 0 segments and 1 overrides of*");
        yield return Case("all", Documents.Of([Documents.State("a"), Flag, "1"], ["{}", Documents.Gold(Flag)], ["null", Documents.Override("ada", "[]")]), "EntriesSkipped", "Skipped 2 flags, 1 segments and 3 overrides of*");
        static TestCaseData Case(string name, string document, string logged, string text) => new TestCaseData(document, logged, text).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Broken))]
    public async Task WhatCannotBeRead_IsSkipped_AndTheLogSaysWhat(string document, string logged, string text)
    {
        await using var polling = await StartedAsync(document);
        await polling.PollAsync();

        polling.Flags.Current.Flags.Select(flag => flag.Feature.Name).Should().Equal("a");
        var line = polling.Logs.Lines.Where(line => line.Level >= LogLevel.Warning).Should().ContainSingle("once, while the document stays as it is").Subject;
        line.Event.Should().Be(logged);
        line.Text.Should().Match(text);
    }

    [TestCase("1")]
    [TestCase("null")]
    [TestCase("""{"feature":{"name":"a"}}""")]
    public async Task DocumentWithoutAnyReadableFlag_IsAFailedPoll_AndKeepsTheFlags(string state)
    {
        await using var polling = await StartedAsync(Documents.Of([Documents.State("a")]));
        polling.Api.RespondJson(Documents.Of([state]));

        await polling.PollAsync();
        await polling.PollAsync();

        polling.Flags.Status.LastError!.Kind.Should().Be(FlagsmithErrorKind.InvalidResponse);
        polling.Flags.Current.HasFeature("a").Should().BeTrue();
    }

    private static async Task<PollingHost> StartedAsync(string document)
    {
        var polling = new PollingHost(options => options.Mode = FlagsmithMode.LocalEvaluation);
        polling.Api.RespondJson(document);
        await polling.StartAsync();
        return polling;
    }
}
