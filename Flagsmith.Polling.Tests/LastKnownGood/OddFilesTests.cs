using System.Diagnostics;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Flagsmith.Polling.LastKnownGood;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>Whatever is at the file's path: the start is as it is without a file, plus one line in the log.</summary>
[NonParallelizable] // what the process allocates is measured
public sealed class OddFilesTests
{
    private const int MaxFlags = 3;

    private static readonly DateTimeOffset Now = new ManualTimeProvider().GetUtcNow();

    private static readonly string Owner = Fingerprint.Of(new FlagsmithPollingOptions { EnvironmentKey = PollingHost.Key, ApiUrl = new Uri("https://flags.test/api/v1/") }, "");

    private string _folder = "";

    private string FilePath => Path.Combine(_folder, "flags." + Owner[..16]);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("flags-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<Oddity> Oddities()
    {
        yield return Case("pipe", MakePipe);
        yield return Case("link to a pipe", path =>
        {
            MakePipe(path + ".pipe");
            File.CreateSymbolicLink(path, path + ".pipe");
        });
        yield return Case("link to a link to a pipe", path =>
        {
            MakePipe(path + ".pipe");
            File.CreateSymbolicLink(path + ".link", path + ".pipe");
            File.CreateSymbolicLink(path, path + ".link");
        });
        yield return Case("link to dev zero", path =>
        {
            SkipOnWindows();
            File.CreateSymbolicLink(path, "/dev/zero");
        });
        yield return Case("directory", path => Directory.CreateDirectory(path));
        yield return Case("sparse gigabyte", path =>
        {
            using var file = File.Create(path);
            file.SetLength(1 << 30);
        });
        yield return Payload("numbers", "[1,2,3]"u8);
        yield return Payload("objects that are no flags", "[{\"name\":\"a\",\"on\":true}]"u8);
        yield return Payload("object", "{}"u8);
        yield return Payload("string", "\"x\""u8);
        yield return Payload("nothing", "null"u8);
        yield return Payload("too many flags", Encoding.UTF8.GetBytes(Bodies.List([.. Enumerable.Range(0, MaxFlags + 1).Select(number => Bodies.Flag("flag" + number))])));
        yield return Payload("too many entries", "[1,2,3,4,5,6]"u8);
        yield return Payload("broken UTF-8", [.. "[{\"feature\":{\"name\":\""u8, 0xC3, 0x28, .. "\"},\"enabled\":true}]"u8]);
        yield return Payload("deep nesting", Encoding.UTF8.GetBytes(new string('[', 100_000) + new string(']', 100_000)));
        yield return Payload("unfinished", "[{\"feature\":"u8);
        yield return Content("an array instead of the envelope", "[]");
        yield return Content("no members", "{}");
        yield return Content("no payload", $$"""{"fingerprint":"{{Owner}}","verified_at":"2030-01-01T00:00:00Z"}""");
        yield return Content("a time that is none", $$"""{"fingerprint":"{{Owner}}","verified_at":"never","payload":[]}""");
        yield return Content("members of other types", """{"fingerprint":1,"verified_at":2,"payload":[]}""");
        static Oddity Payload(string name, ReadOnlySpan<byte> payload)
        {
            var bytes = payload.ToArray();
            return Case(name, path => File.WriteAllBytes(path, Envelope.Wrap(Owner, Now, bytes)));
        }

        static Oddity Content(string name, string content) => Case(name, path => File.WriteAllText(
            path, $"flagsmith-polling 1 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}\n{content}"));
        static Oddity Case(string name, Action<string> make) => new(name, make);
    }

    [Test]
    public async Task Start_WithTheApiWell_ServesItsFlags([ValueSource(nameof(Oddities))] Oddity oddity, [Values] StartupPolicy policy)
    {
        oddity.Make(FilePath);
        await using var polling = Host(policy);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api")));

        await polling.StartAsync(); // the clock stands still
        await polling.Flags.RefreshAsync();

        polling.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.Source == FlagSource.Api && flags.IsEnabled("of_the_api") && flags.Version == 1);
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") == 1);
    }

    [Test]
    public async Task Start_WithTheApiDown_IsAsThePolicySays([ValueSource(nameof(Oddities))] Oddity oddity, [Values] StartupPolicy policy)
    {
        oddity.Make(FilePath);
        await using var polling = Host(policy);
        polling.Api.RespondStatus(HttpStatusCode.BadGateway);

        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") == 1 && polling.Flags.Status.LastError is not null);
        polling.Time.Advance(TimeSpan.FromSeconds(5)); // the budget, and no more: a retry that is just being sent must not time out
        await polling.Time.AdvanceUntilAsync(() => start.IsCompleted);

        if (policy == StartupPolicy.FailHost)
        {
            (await FluentActions.Awaiting(() => start).Should().ThrowAsync<FlagsmithApiException>()).Which.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        }
        else
        {
            await start;
        }

        polling.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.Source == FlagSource.Defaults && flags.IsEnabled("of_the_defaults"));
        polling.Flags.Status.IsReady.Should().BeFalse();
    }

    [TestCase(typeof(OverflowException))]
    [TestCase(typeof(OutOfMemoryException))]
    [TestCase(typeof(SecurityException))]
    [TestCase(typeof(NotSupportedException))]
    [TestCase(typeof(ArgumentException))]
    [TestCase(typeof(OperationCanceledException))]
    [TestCase(typeof(UnauthorizedAccessException))]
    public async Task Reading_ThrowsAnything_IsALineInTheLog(Type thrown)
    {
        File.WriteAllBytes(FilePath, Envelope.Wrap(Owner, Now, "[]"u8.ToArray()));
        await using var polling = Host(StartupPolicy.FailHost, new FileReading(_ => throw (Exception)Activator.CreateInstance(thrown)!));
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api")));

        await polling.StartAsync();

        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") == 1);
        polling.Logs.Lines.Single(line => line.Event == "LastKnownGoodIgnored").Text.Should().Contain(thrown.Name);
        polling.Flags.Current.IsEnabled("of_the_api").Should().BeTrue();
    }

    [TestCase("pipe")]
    [TestCase("link to a pipe")]
    [TestCase("link to a link to a pipe")]
    public async Task Reading_APipe_IsNotBegun(string name)
    {
        Oddities().Single(oddity => oddity.ToString() == name).Make(FilePath);
        var opened = 0;
        await using var polling = Host(StartupPolicy.ContinueWithDefaults, new FileReading(_ =>
        {
            opened++;
            return Stream.Null;
        }));
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api")));

        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") == 1);

        polling.Logs.Lines.Single(line => line.Event == "LastKnownGoodIgnored").Text.Should().Contain("it is empty, or no regular file");
        opened.Should().Be(0, "opening it would block until somebody writes to it");
    }

    [TestCase("sparse gigabyte")]
    [TestCase("link to dev zero")]
    [TestCase("grows while it is read")]
    public async Task Reading_WhatIsHuge_TakesNoMoreMemoryThanItsCap(string name)
    {
        if (name == "grows while it is read")
        {
            File.WriteAllText(FilePath, "short");
        }
        else
        {
            Oddities().Single(oddity => oddity.ToString() == name).Make(FilePath);
        }

        await using var polling = Host(StartupPolicy.ContinueWithDefaults, name == "grows while it is read" ? new FileReading(_ => new EndlessStream()) : null);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api")));
        _ = polling.Flags;
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") == 1);

        (GC.GetTotalAllocatedBytes(precise: true) - before).Should().BeLessThan(32 * 1024 * 1024, "the cap is 4 MiB, and pieces are taken and joined");
    }

    [Test]
    public async Task EmptyList_IsAnEnvironmentWithoutFlags()
    {
        File.WriteAllBytes(FilePath, Envelope.Wrap(Owner, Now, "[]"u8.ToArray()));
        await using var polling = Host(StartupPolicy.FailHost);
        polling.Api.Response = StubApi.Hang;

        await polling.StartAsync(); // the clock stands still

        polling.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.Source == FlagSource.LastKnownGood && flags.Flags.Count == 0);
    }

    [Test]
    public async Task FlagsThatAreTooManyBytes_AreNotWritten()
    {
        await using var polling = Host(StartupPolicy.ContinueWithDefaults);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api", value: $"\"{new string('<', 900_000)}\""))); // one byte each there, six here
        await polling.StartAsync();
        await polling.Flags.RefreshAsync(); // the first poll may still be at its end when the start is over
        await polling.Host.StopAsync();

        polling.Flags.Current.IsEnabled("of_the_api").Should().BeTrue();
        polling.Logs.Lines.Single(line => line.Event == "LastKnownGoodNotSaved").Text.Should().Contain("bytes");
        Directory.GetFiles(_folder).Should().BeEmpty("what would not be read is not written");
    }

    private static void MakePipe(string path)
    {
        SkipOnWindows();
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        made.ExitCode.Should().Be(0);
    }

    private static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no pipes and devices among its files.");
        }
    }

    private PollingHost Host(StartupPolicy policy, FileReading? reading = null)
    {
        var polling = new PollingHost(options =>
        {
            options.StartupPolicy = policy;
            options.MaxBodyBytes = 1024 * 1024;
            options.MaxFlags = MaxFlags;
            options.LastKnownGood.Path = Path.Combine(_folder, "flags");
            options.Defaults["of_the_defaults"] = new FlagDefault { Enabled = true };
        });
        if (reading is not null)
        {
            polling.Services.AddSingleton(reading);
        }

        return polling;
    }

    public sealed class Oddity(string name, Action<string> make)
    {
        public Action<string> Make => make;

        public override string ToString() => name;
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            return buffer.Length;
        }
    }
}
