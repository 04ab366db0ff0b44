using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Testing;

// What loading a document replaces, and what it excludes.
public sealed partial class LoadedDocumentTests
{
    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("SetFlag", server => server.SetFlag("colour", true));
        yield return Case("SetFlag of a state", server => server.SetFlag(new FlagState { Feature = new FeatureInfo { Name = "colour" } }));
        yield return Case("Toggle", server => server.Toggle("colour"));
        yield return Case("RemoveFlag", server => server.RemoveFlag("colour"));
        yield return Case("SetServerOnly", server => server.SetServerOnly("colour"));
        yield return Case("SetOverride", server => server.SetOverride("ada", "colour", true));
        yield return Case("RemoveOverride", server => server.RemoveOverride("bond", "colour"));
        yield return Case("AddRule", server => server.AddRule("plan", "gold", "colour", true));
        static TestCaseData Case(string name, Action<LocalFlagsmith> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task ChangeBesideTheDocument_IsRefused(Action<LocalFlagsmith> change)
    {
        await using var server = await LoadedAsync(Document);
        var before = await AskAsync(server, "flags/");

        server.Invoking(change).Should().Throw<InvalidOperationException>().WithMessage("*document*LoadEnvironmentDocument*");

        JsonNode.DeepEquals(await AskAsync(server, "flags/"), before).Should().BeTrue();
    }

    [Test]
    public async Task Loading_ReplacesWhatWasSet_AndTheDocumentBefore()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("own", true);
        server.LoadEnvironmentDocument(Document);
        NamesOf(await AskAsync(server, "flags/")).Should().Be("colour,off,unset");

        byte[] other = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Documents.Of([Documents.State("other")]))];
        server.LoadEnvironmentDocument(other);

        NamesOf(await AskAsync(server, "flags/")).Should().Be("other");
        ((await AskAsync(server, "environment-document/", key: ServerKey))["feature_states"]!.AsArray()).Should().ContainSingle();
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("{}")]
    public async Task WhatIsNoDocument_IsRefused_AndChangesNothing(string json)
    {
        await using var server = await LoadedAsync(Document);

        server.Invoking(_ => _.LoadEnvironmentDocument(json)).Should().Throw<JsonException>();

        NamesOf(await AskAsync(server, "flags/")).Should().Be("colour,off,unset");
        (await AskAsync(server, "environment-document/", key: ServerKey))["api_key"].Should().NotBeNull();
    }

    [Test]
    public async Task DocumentThatIsSetAfterwards_LeavesTheFlags()
    {
        await using var server = await LoadedAsync(Document);

        server.SetEnvironmentDocument("{}");

        (await AskAsync(server, "environment-document/", key: ServerKey)).AsObject().Should().BeEmpty();
        NamesOf(await AskAsync(server, "flags/")).Should().Be("colour,off,unset");
    }

    [Test]
    public async Task FlagFile_ExcludesADocument()
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.FlagFile = "flags.json");

        server.Invoking(_ => _.LoadEnvironmentDocument(Document)).Should().Throw<InvalidOperationException>().WithMessage("*FlagFile*");
    }
}
