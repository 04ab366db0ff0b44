using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Flagsmith.Polling.Tests;

/// <summary>What the README and the documentation show compiles.</summary>
public sealed partial class ReadmeTests
{
    // What a project with ImplicitUsings has.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private static IEnumerable<TestCaseData> Blocks() =>
        typeof(ReadmeTests).Assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".md", StringComparison.Ordinal)).SelectMany(BlocksOf);

    private static IEnumerable<TestCaseData> BlocksOf(string page)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(page)!);
        return [.. CodeBlock().Matches(reader.ReadToEnd().ReplaceLineEndings("\n"))
            .Select((block, index) => new TestCaseData(block.Groups["code"].Value).SetArgDisplayNames(page, index.ToString(CultureInfo.InvariantCulture)))];
    }

    [TestCaseSource(nameof(Blocks))]
    public void CodeBlock_Compiles(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code);
        var isProgram = tree.GetRoot().DescendantNodes().OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), tree],
            References,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        compilation.GetDiagnostics().Where(fault => fault.Severity >= DiagnosticSeverity.Warning).Should().BeEmpty();
    }

    [TestCase("README.md")]
    [TestCase("users.md")]
    [TestCase("faults.md")]
    public void Page_HasCode(string page) => BlocksOf(page).Should().NotBeEmpty();

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
