using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary>An environment document on disk, in a folder of its own.</summary>
internal sealed class DocumentFile : IDisposable
{
    /// <summary>Gold users have a value of their own, and so has the user 007; <c>dependent</c> is on where <c>gate</c> is.</summary>
    public static readonly string Content = Documents.Of(
        [
            Documents.State("colour", "\"red\"", id: 1),
            Documents.State("limit", "5", id: 2),
            Documents.State("gate", id: 3),
            Documents.State("dependent", enabled: false, id: 4),
        ],
        [
            Documents.Gold(Documents.State("colour", "\"gold\"", id: 1, priority: "0")),
            Documents.Segment("gated", "$.flags.gate.enabled", "EQUAL", "true", Documents.State("dependent", "2.5", id: 4)),
        ],
        [Documents.Override("007", Documents.State("limit", "7", id: 2))]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("document-");

    public DocumentFile(string? content = null)
    {
        Path = MakePath("environment.json");
        File.WriteAllText(Path, content ?? Content);
    }

    public string Path { get; }

    /// <summary>Gets the options that name the document.</summary>
    public string[] Options => ["--mode", "local", "--document", Path];

    /// <summary>Gives a path in the same folder.</summary>
    public string MakePath(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public Task<ConsoleRun> AskAsync(params string[] args) => ConsoleRun.RunAsync([.. args, .. Options]);

    public void Dispose() => _folder.Delete(recursive: true);
}
