using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Documents;

/// <summary>A whole document, and the context that the reference's mapper makes of it.</summary>
[Category("EngineTestData")]
public sealed class MapperTests
{
    private const string IdentityOverrides = "identity_overrides";

    [Test]
    public void Document_GivesTheContextOfTheReference()
    {
        if (EngineTestDataTests.FindFolder("mapper_test_cases") is not { } folder)
        {
            Assert.Ignore("There is no folder mapper_test_cases beside the test data.");
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.jsonc"))
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            var document = file.RootElement.GetProperty("environment_document").GetRawText();
            var expected = ReferenceCase.ContextOf(Finite(file.RootElement.EnumerateObject().Single(member => member.Name != "environment_document").Value));

            var context = EnvironmentAssembly.Assemble(EnvironmentDocumentReader.Read(Encoding.UTF8.GetBytes(document))).Context;

            (context.EnvironmentKey, context.EnvironmentName).Should().Be((expected.EnvironmentKey, expected.EnvironmentName));
            context.Features.Select(Describe).Should().Equal(expected.Features.Select(Describe));
            context.Segments.Select(Describe).Should().Equal(expected.Segments.Where(segment => segment.Name != IdentityOverrides).Select(Describe));
            UsersOf(context).Should().BeEquivalentTo(UsersOf(expected));
        }
    }

    private static IEnumerable<string> UsersOf(EvaluationContext context) => context.IdentityOverrides.Count > 0
        ? context.IdentityOverrides.SelectMany(user => user.Value.Select(state => $"{user.Key}: {state.Name} {state.Enabled} {state.Value}"))
        : from segment in context.Segments
          where segment.Name == IdentityOverrides
          from identifier in segment.Rules[0].Conditions[0].Value.List ?? []
          from state in segment.Overrides
          select $"{identifier}: {state.Name} {state.Enabled} {state.Value}";

    // Without the metadata, which the reference makes of ids.
    private static string Describe(FeatureContext feature) =>
        $"{feature.Key} {feature.Name} {feature.Enabled} {feature.Value.Kind} {feature.Value} {feature.Priority} "
        + string.Join(';', feature.Variants.Select(variant => $"{variant.Value.Kind} {variant.Value} {variant.Weight} {variant.IsWeightInteger} {variant.Priority} {variant.Key}"));

    private static string Describe(SegmentContext segment) =>
        $"{segment.Key} {segment.Name} [{string.Join(';', segment.Rules.Select(Describe))}] [{string.Join(';', segment.Overrides.Select(Describe))}]";

    private static string Describe(SegmentRule rule) =>
        $"{rule.Type} ({string.Join(';', rule.Conditions.Select(condition => $"{condition.Property} {condition.Operator} {condition.Value.Text}"))}) ({string.Join(';', rule.Rules.Select(Describe))})";

    // JSON has no infinities: the case writes them as text.
    private static JsonElement Finite(JsonElement context) => JsonDocument.Parse(context.GetRawText().Replace("\"-INF\"", "-1e300", StringComparison.Ordinal).Replace("\"priority\": null,", "", StringComparison.Ordinal), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).RootElement;
}
