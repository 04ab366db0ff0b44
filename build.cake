// Run: dotnet tool restore && dotnet cake [--target=Default] [--configuration=Release]
using System.Xml.Linq;

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

var solution = File("./Flagsmith.Polling.slnx");
var artifacts = Directory("./artifacts");
var testResults = artifacts + Directory("test-results");
var packages = artifacts + Directory("packages");

Task("Clean")
    .Does(() =>
{
    CleanDirectory(artifacts);
    CleanDirectories($"./**/bin/{configuration}");
});

Task("Build")
    .Does(() => DotNetBuild(solution, new DotNetBuildSettings { Configuration = configuration }));

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
})
    .Finally(() =>
{
    long passed = 0, failed = 0, skipped = 0;
    foreach (var trx in GetFiles("./artifacts/test-results/*.trx"))
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
    foreach (var package in new[] { "Flagsmith.Polling", "Flagsmith.Polling.Testing" })
    {
        DotNetPack($"./{package}/{package}.csproj", new DotNetPackSettings
        {
            Configuration = configuration,
            NoBuild = true,
            NoRestore = true,
            OutputDirectory = packages,
        });
        foreach (var kind in new[] { "nupkg", "snupkg" })
        {
            if (!GetFiles($"./artifacts/packages/{package}.[0-9]*.{kind}").Any())
            {
                throw new CakeException($"There is no .{kind} of {package} under {packages}.");
            }
        }
    }
});

Task("Examples")
    .IsDependentOn("Build")
    .Does(() =>
{
    RunExample("WorkerService", "--once", "checkout_v2 is off; batches of 250.", "answered 2 polls and now flips checkout_v2", "Version 2: checkout_v2 was off, is on");
    RunExample("WebApi", "--once", "Hello, ada!", "Guten Tag, konrad!", "Flagsmith was asked 4 times for users", "GET /health: Healthy", "flagsmith.result=hit = 100");
    RunExample("LocalFlagsmith", "--once --port 0", "curl -H 'X-Environment-Key: local-environment-key'", "GET flags/ was answered with 200 and 6 flags.");
    RunExample("FlagConsole", "--help", "list", "get <NAME>", "user <ID>", "trait", "watch"); // what it prints is tested in process
});

Task("Soak")
    .IsDependentOn("Build")
    .Does(() =>
{
    var arguments = $"run --no-build -c {configuration} --project Flagsmith.Polling.Benchmarks -- --soak 30";
    var exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = arguments, Timeout = 120_000 });
    if (exitCode != 0)
    {
        throw new CakeException($"The soak ended with {exitCode}: a bound is broken.");
    }
});

Task("Default")
    .IsDependentOn("Test");

Task("CI")
    .IsDependentOn("Clean")
    .IsDependentOn("Format")
    .IsDependentOn("Test")
    .IsDependentOn("Pack")
    .IsDependentOn("Examples")
    .IsDependentOn("Soak");

Setup(_ =>
{
    if (target == "CI")
    {
        System.Environment.SetEnvironmentVariable("FLAGSMITH_POLLING_FULL", "1"); // long suites at full scale
    }
});

RunTarget(target);

void RunExample(string name, string arguments, params string[] expected)
{
    var settings = new ProcessSettings
    {
        Arguments = $"run --no-build -c {configuration} --project examples/{name} -- {arguments}",
        RedirectStandardOutput = true,
        Timeout = 60_000,
    };
    var exitCode = StartProcess("dotnet", settings, out var lines);
    var output = string.Join("\n", lines);
    Console.WriteLine(output);
    var missing = expected.Where(text => !output.Contains(text)).ToArray();
    if (exitCode != 0 || missing.Length > 0)
    {
        throw new CakeException($"examples/{name} ended with {exitCode}; missing in its output: {string.Join("; ", missing)}");
    }
}
