using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Flagsmith.Polling.Tests;

/// <summary>Where null is written or passed for a value, it means null, or the code does not compile: it never becomes a value, and never throws.</summary>
public sealed class NullConversionTests
{
    private const string NotCompiled = "does not compile";

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    // isSo is true; text, uri and whole are null.
    [TestCase("V? x = null;", "null")]
    [TestCase("V? x = text;", "null")]
    [TestCase("V? x = uri;", "null")]
    [TestCase("V? x = whole;", "null")]
    [TestCase("V? x = isSo ? text : \"b\";", "null")]
    [TestCase("V? x = isSo ? null : \"b\";", "null")]
    [TestCase("V? x = isSo ? null : 5;", "null")]
    [TestCase("V? x = isSo ? null : (V?)\"b\";", "null")]
    [TestCase("V? x = isSo ? null : (V)\"b\";", NotCompiled)]
    [TestCase("V? x = isSo ? null : value;", NotCompiled)]
    [TestCase("V? x = isSo ? value : null;", NotCompiled)]
    [TestCase("V? x = isSo switch { true => null, _ => value };", NotCompiled)]
    [TestCase("V? x = default(V?);", "null")]
    [TestCase("V x = null;", NotCompiled)]
    [TestCase("V x = (V)null;", NotCompiled)]
    [TestCase("var x = value == null;", NotCompiled)]
    [TestCase("var list = new Dictionary<string, V?> { [\"a\"] = null, [\"b\"] = text, [\"c\"] = 1 }; var x = list[\"a\"] ?? list[\"b\"];", "null")]
    [TestCase("V x = \"b\";", "b")]
    [TestCase("V? x = \"b\";", "b")]
    [TestCase("V? x = isSo ? \"b\" : null;", "b")]
    [TestCase("V? x = new Uri(\"https://example.com/A b\");", "https://example.com/A b")]
    [TestCase("V? x = 5;", "5")]
    public void Null_MeansNull_OrDoesNotCompile(string statement, string expected)
    {
        foreach (var type in new[] { nameof(TraitValue), nameof(FlagValue) })
        {
            Run(statement, type).Should().Be(expected, type);
        }
    }

    private static string Run(string statement, string type)
    {
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText($$"""
                #nullable enable
                using System; using System.Collections.Generic; using Flagsmith.Polling; using V = Flagsmith.Polling.{{type}};
                public static class Snippet
                {
                    public static object? Run(bool isSo, string? text, Uri? uri, int? whole)
                    {
                        V value = 7;
                        {{statement}}
                        return x;
                    }
                }
                """)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        if (!emitted.Success)
        {
            emitted.Diagnostics.Where(fault => fault.Severity == DiagnosticSeverity.Error).Select(fault => fault.Id).Should().OnlyContain(id => id == "CS0037", "null is what does not convert");
            return NotCompiled;
        }

        image.Position = 0;
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        try
        {
            return context.LoadFromStream(image).GetType("Snippet")!.GetMethod("Run")!.Invoke(null, [true, null, null, null])?.ToString() ?? "null";
        }
        finally
        {
            context.Unload();
        }
    }
}
