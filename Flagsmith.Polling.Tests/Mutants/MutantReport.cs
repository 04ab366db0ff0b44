using System.Globalization;
using System.Text.Json;

namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Reads Stryker's report (schema of mutation-testing-elements) for the mutants of a folder.</summary>
internal static class MutantReport
{
    private const string Library = "/Flagsmith.Polling/";

    public static IReadOnlyList<Mutant> Read(string path, string folder)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. from file in report.RootElement.GetProperty("files").EnumerateObject()
               let name = NameOf(file.Name)
               where name.StartsWith($"{folder}/", StringComparison.Ordinal)
               from mutant in file.Value.GetProperty("mutants").EnumerateArray()
               where mutant.GetProperty("status").GetString() is not ("Ignored" or "CompileError")
               select Of(mutant, name),
        ];
    }

    private static string NameOf(string path) => path.Replace('\\', '/') is var name ? name[(name.LastIndexOf(Library, StringComparison.Ordinal) + Library.Length)..] : "";

    private static Mutant Of(JsonElement mutant, string file) => new(
        int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
        file,
        mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
        mutant.GetProperty("mutatorName").GetString()!,
        mutant.GetProperty("replacement").GetString()!);
}
