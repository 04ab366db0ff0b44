// Run: dotnet tool restore && dotnet cake [--target=Default] [--configuration=Release]
#r "System.Reflection.Metadata"
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

var solution = File("./Flagsmith.Polling.slnx");
var artifacts = Directory("./artifacts");
var testResults = artifacts + Directory("test-results");
var packages = artifacts + Directory("packages");

// Maps the paths of this machine away, so that a package does not depend on where it was built.
var reproducible = new DotNetMSBuildSettings().WithProperty("ContinuousIntegrationBuild", "true");

Task("Clean")
    .Does(() =>
{
    CleanDirectory(artifacts);
    CleanDirectories($"./**/bin/{configuration}");
});

Task("Build")
    .Does(() => DotNetBuild(solution, new DotNetBuildSettings { Configuration = configuration, MSBuildSettings = reproducible }));

Task("Test")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory(testResults);
    DotNetTest(solution, new DotNetTestSettings
    {
        Configuration = configuration,
        NoBuild = true,
        NoRestore = true,
        ResultsDirectory = testResults,
        Loggers = new[] { "trx;LogFilePrefix=tests" },
        Collectors = new[] { "XPlat Code Coverage" },
    });
    if (!GetFiles("./artifacts/test-results/*.trx").Any())
    {
        throw new CakeException("The tests left no results: none may have run.");
    }
})
    .Finally(() =>
{
    var results = GetFiles("./artifacts/test-results/*.trx");
    long passed = 0, failed = results.Any() ? 0 : 1, skipped = 0;
    foreach (var trx in results)
    {
        var counters = XDocument.Load(trx.FullPath).Descendants().Single(e => e.Name.LocalName == "Counters");
        long Count(string name) => (long?)counters.Attribute(name) ?? 0;
        passed += Count("passed");
        failed += Count("failed") + Count("error") + Count("timeout") + Count("aborted");
        skipped += Count("total") - Count("executed");
    }

    var counts = $"{passed} passed, {failed} failed, {skipped} skipped";
    System.IO.File.WriteAllText("./artifacts/test-counts.txt", counts + "\n");
    Console.WriteLine(counts); // not Information(), which colours its output even in a file
});

Task("Format")
    .Does(() =>
{
    var exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = "format Flagsmith.Polling.slnx --verify-no-changes" });
    if (exitCode != 0)
    {
        throw new CakeException("The code is not formatted as .editorconfig says. Run: dotnet format");
    }
});

Task("Pack")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory(packages);
    foreach (var package in new[] { "Flagsmith.Polling", "Flagsmith.Polling.AspNetCore", "Flagsmith.Polling.Redis", "Flagsmith.Polling.Testing" })
    {
        KeepPublicComments($"./{package}/bin/{configuration}/net10.0/{package}.dll");
        DotNetPack($"./{package}/{package}.csproj", new DotNetPackSettings
        {
            Configuration = configuration,
            NoBuild = true,
            NoRestore = true,
            OutputDirectory = packages,
            MSBuildSettings = reproducible,
        });
        foreach (var kind in new[] { "nupkg", "snupkg" })
        {
            if (!GetFiles($"./artifacts/packages/{package}.[0-9]*.{kind}").Any())
            {
                throw new CakeException($"There is no .{kind} of {package} under {packages}.");
            }
        }
    }

    foreach (var package in GetFiles("./artifacts/packages/*.nupkg"))
    {
        CheckPaths(package.FullPath);
    }

    if (HasRemoteToLinkTo())
    {
        foreach (var symbols in GetFiles("./artifacts/packages/*.snupkg"))
        {
            CheckSourceLink(symbols.FullPath);
        }
    }
});

// Builds and runs an application against the packed packages with the lowest versions that they ask for.
Task("Consumer")
    .IsDependentOn("Pack")
    .Does(() =>
{
    CleanDirectory(artifacts + Directory("consumer-packages"));
    CleanDirectories("./build/consumer/{bin,obj}");
    var version = System.IO.Path.GetFileNameWithoutExtension(GetFiles("./artifacts/packages/Flagsmith.Polling.[0-9]*.nupkg").Single().FullPath)["Flagsmith.Polling.".Length..];
    Run("build/consumer", $"run -c {configuration} --project build/consumer -p:PackedVersion={version}", 300_000, "checkout_v2 is 5, for ada 5; Healthy", "Microsoft.Extensions.Http 10.0.0");
});

Task("Examples")
    .IsDependentOn("Build")
    .Does(() =>
{
    RunExample("WorkerService", "--once", "checkout_v2 is off; batches of 250.", "served two polls and now flips checkout_v2", "Version 2: checkout_v2 was off, is on");
    RunExample("WebApi", "--once", "Hello, ada!", "Guten Tag, konrad!", "Flagsmith was asked 4 times for users", "GET /lounge?user=ada: 200 Welcome", "GET /lounge?user=somebody: 404", "GET /sale: 404", "switched on: 200", "GET /sale: 200 Everything must go!", "GET /health: Healthy", "flagsmith.result: hit");
    RunExample("LocalFlagsmith", "--once --port 0", "curl -H 'X-Environment-Key: local-environment-key'", "GET flags/ received 200 and 6 flags.");
    RunExample("LocalEvaluation", "", "10 users, 1 request.", "20 users, 2 requests.");
    RunExample("Fleet", "", "5 workers share one", "which polled last, is killed", "each worker polls by itself", "one polls for all again", "All workers saw every change.");
    RunExample("FlagConsole", "--help", "list", "get <NAME>", "user <ID>", "trait", "watch", "users <FILE>", "explain <NAME>"); // what it prints is tested in process
});

// Publishes the examples natively and the console trimmed too, where a warning is an error, runs them and compares what they print.
Task("Aot")
    .Does(() =>
{
    string[] console = ["checkout_v2: on, \"blue\" (version 1 from Api)", "120 a minute", "ada: gold, blue", "\"blue\""];
    string[] web = ["/checkout: 404 ", "/lounge?user=ada: 200 welcome, guest", "/lounge?user=konrad: 404 ", "/flagsmith/flags: 200 {\"environment\":\"\",\"version\":1,\"flags\":[{\"name\":\"checkout_v2\",\"enabled\":false,\"kind\":\"Null\"},{\"name\":\"vip_lounge\",\"enabled\":false,\"kind\":\"Null\"}]}", "/flagsmith: 200 text/html; charset=utf-8", "/flagsmith/events: 200 event: status", "/webhook: 200", "/checkout: 200 the new checkout"];
    PublishAndCompare("AotConsole", "trimmed", "PublishTrimmed", console);
    if (!new[] { "clang", "gcc", "cl.exe" }.Any(compiler => OnPath(compiler)))
    {
        Console.WriteLine("The native examples are skipped: there is neither clang nor gcc to link them with.");
        return;
    }

    PublishAndCompare("AotConsole", "native", "PublishAot", console);
    PublishAndCompare("AotWeb", "native", "PublishAot", web);
});

// The site, with the reference made of the assemblies. A link to a page that does not exist is a warning, and warnings are errors.
Task("Docs")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory(artifacts + Directory("site"));
    CleanDirectory(artifacts + Directory("api"));
    Run("docfx", "docfx docfx.json --warningsAsErrors", 300_000, "0 warning(s)", "0 error(s)");
});

// Phrases that only we would use. The list is of phrases, not of words: most words have an honest use somewhere.
Task("Phrases")
    .Does(() =>
{
    var phrases = System.IO.File.ReadAllLines("./build/phrases.txt").Where(line => line.Length > 0 && line[0] != '#').ToArray();
    var files = GetFiles("./*.md").Concat(GetFiles("./docs/**/*.md")).Concat(GetFiles("./examples/**/*.md")).Concat(GetFiles("./{Flagsmith.Polling,Flagsmith.Polling.AspNetCore,Flagsmith.Polling.Redis,Flagsmith.Polling.Testing,examples}/**/*.cs")).Concat(GetFiles("./{Flagsmith.Polling,Flagsmith.Polling.AspNetCore,Flagsmith.Polling.Redis,Flagsmith.Polling.Testing}/*.md"))
        .Select(file => file.FullPath).Where(path => !path.Contains("/bin/") && !path.Contains("/obj/")).Distinct();
    var found = files.SelectMany(path => System.IO.File.ReadLines(path).Select((line, index) => (path, line, number: index + 1)))
        .SelectMany(line => phrases.Where(phrase => Regex.IsMatch(line.line, phrase, RegexOptions.IgnoreCase)).Select(phrase => $"{MakeRelative(MakeAbsolute(File(line.path)))}({line.number}): {phrase}"))
        .ToArray();
    if (found.Length > 0)
    {
        throw new CakeException($"{found.Length} phrases of build/phrases.txt are in the texts:\n{string.Join("\n", found)}");
    }
});

Task("Soak")
    .IsDependentOn("Build")
    .Does(() =>
{
    var arguments = $"run --no-build -c {configuration} --project Flagsmith.Polling.Benchmarks -- --soak 30";
    var exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = arguments, Timeout = 300_000 });
    if (exitCode != 0)
    {
        throw new CakeException($"The soak ended with {exitCode}: a bound is broken.");
    }
});

Task("Stress")
    .IsDependentOn("Build")
    .Does(() =>
{
    var arguments = $"run --no-build -c {configuration} --project Flagsmith.Polling.Benchmarks -- --stress 60";
    var exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = arguments, Timeout = 600_000 });
    if (exitCode != 0)
    {
        throw new CakeException($"The stress ended with {exitCode}: a rule is broken.");
    }
});

// Not part of CI: it takes minutes to an hour for each folder. One folder alone: --folder=Refresh
// A folder is held against the tests that are about it: against all tests it takes several times as long.
// Stryker makes the mutants; they are tested in a few processes instead of one each: docs/decisions/0036.
Task("Mutation")
    .Does(() =>
{
    const double Least = 92;
    var areas = new Dictionary<string, string>
    {
        ["Refresh"] = "Tests.Refresh,Tests.Sources,Tests.LastKnownGood,Tests.Telemetry,Tests.Health,Tests.Keys,Tests.Local,Tests.Diagnostics,Tests.Hints,Tests.Sharing,ReloadTests,ConfiguredDefaultsTests,BrokenValueTests",
        ["Hints"] = "Tests.Hints,Tests.Diagnostics",
        ["Sharing"] = "Tests.Sharing",
        ["Sources"] = "Tests.Sources,Tests.Refresh,Tests.Local",
        ["Identities"] = "Tests.Identities,Tests.Local,Tests.Telemetry,OfflineTests",
        ["Snapshots"] = "Tests.Snapshots,Tests.Keys",
        ["Wire"] = "Tests.Wire",
        ["LastKnownGood"] = "Tests.LastKnownGood",
        ["Configuration"] = "Tests.Configuration,Tests.Registration",
    };
    var folders = Argument("folder", string.Join(',', areas.Keys)).Split(',');
    var output = MakeAbsolute(Directory("./artifacts/mutation"));
    CleanDirectory(output);
    MakeMutants(folders, output);
    DotNetBuild("./Flagsmith.Polling.Tests", new DotNetBuildSettings { Configuration = "Debug" });
    CopyDirectory("./Flagsmith.Polling.Tests/bin/Debug/net10.0", output.Combine("bin"));
    CopyFileToDirectory(output.CombineWithFilePath("Flagsmith.Polling.dll"), output.Combine("bin"));
    var weak = folders.Where(folder => !TestMutants(folder, areas[folder], output, Least)).ToList();
    if (weak.Count > 0)
    {
        throw new CakeException($"Below {Least} %: {string.Join(", ", weak)}.");
    }
});

Task("Default")
    .IsDependentOn("Test");

Task("CI")
    .IsDependentOn("Clean")
    .IsDependentOn("Format")
    .IsDependentOn("Phrases")
    .IsDependentOn("Test")
    .IsDependentOn("Pack")
    .IsDependentOn("Consumer")
    .IsDependentOn("Examples")
    .IsDependentOn("Soak")
    .IsDependentOn("Stress")
    .IsDependentOn("Docs")
    .IsDependentOn("Aot"); // last: it builds the packages' projects again, for a runtime

Setup(_ =>
{
    if (target == "CI")
    {
        System.Environment.SetEnvironmentVariable("FLAGSMITH_POLLING_FULL", "1"); // long suites at full scale
    }
});

RunTarget(target);

// One small fixture is all that Stryker runs itself.
void MakeMutants(string[] folders, DirectoryPath output)
{
    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = $"stryker --config-file ../stryker-config.json {string.Join(' ', folders.Select(folder => $"--mutate \"**/{folder}/**/*.cs\""))} --output \"{output}\"",
        WorkingDirectory = "./Flagsmith.Polling.Tests",
        EnvironmentVariables = new Dictionary<string, string>
        {
            ["TestFiles"] = "Program.cs;Usings.cs;Children/**/*.cs;Doubles/**/*.cs;Mutants/**/*.cs;Robustness/Scale.cs;Local/Documents.cs;Local/Generated*.cs;Snapshots/PoolTests.cs",
            ["KEEP_MUTANTS_IN"] = output.FullPath,
        },
    });
    if (exitCode != 0 || !FileExists(output.CombineWithFilePath("Flagsmith.Polling.dll")))
    {
        throw new CakeException("Stryker made no mutants.");
    }
}

bool TestMutants(string folder, string areas, DirectoryPath output, double least)
{
    var (tests, report, results) = (output.CombineWithFilePath("bin/Flagsmith.Polling.Tests.dll"), output.CombineWithFilePath("reports/mutation-report.json"), output.Combine(folder));
    var parts = System.Environment.ProcessorCount;
    System.Threading.Tasks.Parallel.For(0, parts, part =>
    {
        var exitCode = -1;
        for (var process = 0; process < 2_000 && exitCode is not (0 or 1); process++) // a mutant may end it in any way
        {
            exitCode = StartProcess("dotnet", $"\"{tests}\" mutants \"{report}\" {folder} {areas} \"{results}\" {part}/{parts}");
        }
    });
    return StartProcess("dotnet", $"\"{tests}\" mutants-summary \"{report}\" {folder} \"{results}\" {least}") == 0;
}

void CheckPaths(string package)
{
    var here = MakeAbsolute(Directory("./")).FullPath;
    foreach (var (name, content) in Unpack(package, ".dll"))
    {
        if (new[] { System.Text.Encoding.UTF8, System.Text.Encoding.Unicode }.Any(encoding => content.AsSpan().IndexOf(encoding.GetBytes(here)) >= 0))
        {
            throw new CakeException($"{name} of {System.IO.Path.GetFileName(package)} holds the path of this checkout: it was not built with ContinuousIntegrationBuild.");
        }
    }
}

// The SDK makes links from the address of the remote, for the hosts that it knows.
bool HasRemoteToLinkTo()
{
    StartProcess("git", new ProcessSettings { Arguments = "remote -v", RedirectStandardOutput = true }, out var remotes);
    return remotes.Any(remote => Regex.IsMatch(remote, @"^origin\s+(https?://|ssh://|git@)([^/@]+@)?([\w-]+\.)*(github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[:/]"));
}

void CheckSourceLink(string symbols)
{
    foreach (var (name, content) in Unpack(symbols, ".pdb"))
    {
        if (content.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes("{\"documents\":{")) < 0)
        {
            throw new CakeException($"{name} of {System.IO.Path.GetFileName(symbols)} has no SourceLink, although origin is a host to link to.");
        }
    }
}

List<(string Name, byte[] Content)> Unpack(string package, string extension)
{
    var found = new List<(string, byte[])>();
    using var zip = ZipFile.OpenRead(package);
    foreach (var entry in zip.Entries.Where(entry => entry.Name.EndsWith(extension)))
    {
        using var content = new System.IO.MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        found.Add((entry.FullName, content.ToArray()));
    }

    return found.Count > 0 ? found : throw new CakeException($"There is no {extension} in {package}.");
}

// The compiler writes the comments of internal members too; an application's editor needs those of public ones.
void KeepPublicComments(string assembly)
{
    var visible = new HashSet<string>();
    using (var file = new PEReader(System.IO.File.OpenRead(assembly)))
    {
        var metadata = file.GetMetadataReader();
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => type.Attributes.HasFlag(TypeAttributes.Public) && (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public))
        {
            var name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
            visible.Add(name);
            visible.UnionWith(type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family)
                .Select(method => $"{name}.{Regex.Replace(metadata.GetString(method.Name), "^(get|set|add|remove)_", "").Replace('.', '#')}"));
            visible.UnionWith(type.GetFields().Select(metadata.GetFieldDefinition).Where(field => (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public).Select(field => $"{name}.{metadata.GetString(field.Name)}"));
        }
    }

    var path = System.IO.Path.ChangeExtension(assembly, ".xml");
    var comments = XDocument.Load(path, LoadOptions.PreserveWhitespace);
    var hidden = comments.Descendants("member").Where(member => !visible.Contains(Regex.Replace(((string)member.Attribute("name"))[2..], @"(``\d+)?(\(.*)?(~.*)?$", ""))).ToArray();
    foreach (var member in hidden)
    {
        (member.PreviousNode as XText)?.Remove();
        member.Remove();
    }

    comments.Save(path);
    Console.WriteLine($"{assembly}: {comments.Descendants("member").Count()} comments of public members, {hidden.Length} of internal ones left out");
}

void PublishAndCompare(string example, string kind, string property, string[] expected)
{
    var output = artifacts + Directory($"aot-{example}-{kind}");
    CleanDirectory(output);
    Run($"Publishing {example} {kind}", $"publish examples/{example} -c {configuration} --use-current-runtime --self-contained -p:{property}=true -o {output}", 600_000);
    var program = output + File(IsRunningOnWindows() ? $"{example}.exe" : example);
    var exitCode = StartProcess(program, new ProcessSettings { RedirectStandardOutput = true, Timeout = 60_000 }, out var lines);
    var printed = lines.ToArray();
    Console.WriteLine(string.Join("\n", printed));
    if (exitCode != 0 || !printed.SequenceEqual(expected))
    {
        throw new CakeException($"{example}, {kind}, ended with {exitCode}, and did not print what it should.");
    }
}

bool OnPath(string program) =>
    (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Any(folder => System.IO.File.Exists(System.IO.Path.Combine(folder, program)));

FilePath MakeRelative(FilePath file) => MakeAbsolute(Directory("./")).GetRelativePath(file);

void RunExample(string name, string arguments, params string[] expected) =>
    Run($"examples/{name}", $"run --no-build -c {configuration} --project examples/{name} -- {arguments}", 300_000, expected);

void Run(string what, string arguments, int mostMilliseconds, params string[] expected)
{
    var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true, Timeout = mostMilliseconds };
    var exitCode = StartProcess("dotnet", settings, out var lines);
    var output = string.Join("\n", lines);
    Console.WriteLine(output);
    var missing = expected.Where(text => !output.Contains(text)).ToArray();
    if (exitCode != 0 || missing.Length > 0)
    {
        throw new CakeException($"{what} ended with {exitCode}; missing in its output: {string.Join("; ", missing)}");
    }
}
