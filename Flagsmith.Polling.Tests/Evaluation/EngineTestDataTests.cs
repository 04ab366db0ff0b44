using System.Text.Json;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>The test data that Flagsmith's engines share: each file is a context and what the reference engine makes of it.</summary>
/// <remarks>They are read where they are: in the folder that <c>FLAGSMITH_ENGINE_TEST_DATA</c> names, else in one beside the repository.</remarks>
[Category("EngineTestData")]
public sealed class EngineTestDataTests
{
    private const string FolderVariable = "FLAGSMITH_ENGINE_TEST_DATA";

    private static readonly string? Named = Environment.GetEnvironmentVariable(FolderVariable);
    private static readonly string? Folder = string.IsNullOrEmpty(Named) ? FindBesideRepository("test_cases") : Named;

    /// <summary>Returns another folder of the test data: the one beside that of the cases; null where there is none.</summary>
    public static string? FindFolder(string name)
    {
        var folder = Folder is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Folder).TrimEnd(Path.DirectorySeparatorChar))!, name);
        return Directory.Exists(folder) ? folder : FindBesideRepository(name);
    }

    private static IEnumerable<TestCaseData> Cases() => Files().Count == 0
        ? [new TestCaseData("").Ignore("There is no test data: see TestData_WhereItIs_HasCases.")]
        : Files().Select(path => new TestCaseData(path).SetArgDisplayNames(Path.GetFileNameWithoutExtension(path)));

    [Test]
    public void TestData_WhereItIs_HasCases()
    {
        if (Folder is null)
        {
            Assert.Ignore($"There is no folder shared/engine-test-data beside the repository, and {FolderVariable} names none.");
        }

        Directory.Exists(Folder).Should().BeTrue($"{FolderVariable} names a folder");
        TestContext.Out.WriteLine($"{Files().Count} cases of the reference engine's test data.");
        Files().Should().NotBeEmpty();
    }

    [TestCaseSource(nameof(Cases))]
    public void Case_OfTheReference_GivesItsResult(string path)
    {
        var reference = ReferenceCase.Load(path);

        var result = new FlagEvaluator(reference.Context).Evaluate(reference.Identity, SegmentsWithoutUser.All);

        result.Flags.Select(Describe).Should().BeEquivalentTo(reference.Result.GetProperty("flags").EnumerateObject().Select(flag => Describe(flag.Name, flag.Value)));
        result.Segments.Select(segment => Describe(segment.Name, segment.Metadata))
            .Should().Equal(reference.Result.GetProperty("segments").EnumerateArray().Select(segment => Describe(segment.GetProperty("name").GetString()!, MetadataOf(segment))));
    }

    private static string Describe(FlagResult flag) =>
        Describe(flag.Name, flag.Name, flag.Enabled, flag.Value, flag.Variant, flag.Reason, flag.Metadata);

    private static string Describe(string key, JsonElement flag) => Describe(
        key,
        flag.GetProperty("name").GetString()!,
        flag.GetProperty("enabled").GetBoolean(),
        ReferenceCase.ValueOf(flag.GetProperty("value")),
        flag.GetProperty("variant").GetString(),
        flag.GetProperty("reason").GetString()!,
        MetadataOf(flag));

    private static string Describe(string key, string name, bool enabled, FlagValue value, string? variant, string reason, JsonElement? metadata) =>
        $"{key}: {name}, {enabled}, {value.Kind} '{value}', variant {variant ?? "null"}, {reason}, {Describe("metadata", metadata)}";

    private static string Describe(string name, JsonElement? metadata) => $"{name} {(metadata is { } json ? JsonSerializer.Serialize(json) : "absent")}";

    private static JsonElement? MetadataOf(JsonElement json) => json.TryGetProperty("metadata", out var metadata) ? metadata : null;

    private static List<string> Files() =>
        Folder is null || !Directory.Exists(Folder)
            ? []
            : [.. Directory.EnumerateFiles(Folder).Where(path => Path.GetExtension(path) is ".json" or ".jsonc").Order(StringComparer.Ordinal)];

    private static string? FindBesideRepository(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "engine-test-data", name);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
