using System.Net;
using System.Text;
using Flagsmith.Polling.LastKnownGood;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>A restart while Flagsmith is down, and what may be wrong with the file.</summary>
public sealed class RestartTests
{
    private static readonly string Owner = Fingerprint.Of(new FlagsmithPollingOptions { EnvironmentKey = PollingHost.Key, ApiUrl = new Uri("https://flags.test/api/v1/") }, "");

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("flags-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Restart_WithTheApiDown_StartsAtOnceWithTheOldFlags_AndRecovers()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another", enabled: false)));
        await using var polling = Host();
        polling.Api.Response = StubApi.Hang;
        polling.Time.Advance(TimeSpan.FromHours(5));

        await polling.StartAsync(); // the clock stands still, so nothing was waited for

        polling.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.Source == FlagSource.LastKnownGood && flags.GetValue("a_flag", 0) == 1 && flags.Version == 1);
        polling.Flags.Status.IsReady.Should().BeTrue();
        (polling.Time.GetUtcNow() - polling.Flags.Current.FetchedAt).Should().Be(TimeSpan.FromHours(5));
        polling.Flags.Status.LastConfirmedAt.Should().Be(polling.Flags.Current.FetchedAt);
        polling.Logs.Count("LastKnownGoodLoaded").Should().Be(1);

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another", enabled: false)));
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);
        polling.Time.Advance(TimeSpan.FromSeconds(11)); // the first poll's time limit
        await polling.Flags.RefreshAsync();

        polling.Flags.Current.Source.Should().Be(FlagSource.Api);
        polling.Flags.Current.Version.Should().Be(2);
    }

    [Test]
    public async Task Restart_FlagTheFileLacks_HasTheDefaultsValue_WhereTheOptionSaysSo()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
        await using var polling = Host(options =>
        {
            options.UseDefaultValuesForMissingFlags = true;
            options.Defaults["absent"] = new FlagDefault { Value = 7 };
        });
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);

        await polling.StartAsync();

        polling.Flags.Current.Source.Should().Be(FlagSource.LastKnownGood);
        polling.Flags.Current.GetValue("absent", 3).Should().Be(7);
    }

    [Test]
    public async Task Restart_FailHost_FailsOnlyWithoutAFile()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
        await using var polling = Host(options => options.StartupPolicy = StartupPolicy.FailHost);
        polling.Api.RespondStatus(HttpStatusCode.Forbidden);

        await polling.StartAsync();

        polling.Flags.Current.IsEnabled("a_flag").Should().BeTrue();
    }

    [Test]
    public async Task Restart_FileOlderThanMaxStaleness_IsStaleAtOnce()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
        await using var polling = Host(options => options.MaxStaleness = TimeSpan.FromHours(1));
        polling.Api.Response = StubApi.Hang;
        polling.Time.Advance(TimeSpan.FromHours(2));

        await polling.StartAsync();

        polling.Flags.Status.State.Should().Be(FlagProviderState.Stale);
    }

    [Test]
    public async Task TwoNames_KeepTwoFiles()
    {
        await using (var polling = Host())
        {
            polling.AddNamed("billing", options =>
            {
                options.EnvironmentKey = "another-key";
                options.LastKnownGood.Path = Path.Combine(_folder, "flags");
            });
            polling.Api.Response = (request, _) => StubApi.Json(Bodies.List(Bodies.Flag(request.Headers.GetValues("X-Environment-Key").Single() == "another-key" ? "theirs" : "mine")));
            await polling.StartAsync();
        }

        Directory.GetFiles(_folder).Should().HaveCount(2);
        await using var restarted = Host();
        restarted.Api.RespondStatus(HttpStatusCode.InternalServerError);
        await restarted.StartAsync();
        restarted.Flags.Current.HasFeature("mine").Should().BeTrue();
        restarted.Flags.Current.HasFeature("theirs").Should().BeFalse();
    }

    private static IEnumerable<TestCaseData> Damages()
    {
        yield return Case("truncated", bytes => bytes[..^20]);
        yield return Case("cut to its first line", bytes => bytes[..(Array.IndexOf(bytes, (byte)'\n') + 1)]);
        yield return Case("a bit flipped", bytes => [.. bytes[..^30], (byte)(bytes[^30] ^ 1), .. bytes[^29..]]);
        yield return Case("checksum flipped", bytes => [.. bytes[..25], (byte)(bytes[25] ^ 1), .. bytes[26..]]);
        yield return Case("something else", _ => Encoding.UTF8.GetBytes("[{\"feature\":{\"name\":\"a_flag\"},\"enabled\":true}]"));
        yield return Case("flags that are none", _ => Envelope.Wrap(Owner, new ManualTimeProvider().GetUtcNow(), "[1,2]"u8.ToArray()));
        yield return Case("no JSON within", _ => Envelope.Wrap(Owner, new ManualTimeProvider().GetUtcNow(), "x"u8.ToArray()));
        yield return Case("empty", _ => [], isDamage: false); // there is nothing to keep
        yield return Case("an older format", bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("flagsmith-polling 1 ", "flagsmith-polling 0 ", StringComparison.Ordinal)), isDamage: false);
        yield return Case("of another environment", _ => Envelope.Wrap(new string('0', 64), new ManualTimeProvider().GetUtcNow(), "[]"u8.ToArray()), isDamage: false);
        yield return Case("too old", _ => Envelope.Wrap(Owner, new ManualTimeProvider().GetUtcNow().AddDays(-8), "[]"u8.ToArray()), isDamage: false);
        static TestCaseData Case(string name, Func<byte[], byte[]> damage, bool isDamage = true) => new TestCaseData(damage, isDamage).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Damages))]
    public async Task UnusableFile_IsOneLine_NotDeleted_SetAsideWhereItsContentIsBad_AndReplacedByGoodFlags(Func<byte[], byte[]> damage, bool isDamage)
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
        var path = Directory.GetFiles(_folder).Single();
        var damaged = damage(await File.ReadAllBytesAsync(path));
        await File.WriteAllBytesAsync(path, damaged);
        await using (var polling = Host())
        {
            polling.Api.RespondStatus(HttpStatusCode.Forbidden);
            await StartWithoutTheFileAsync(polling);

            polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
            polling.Logs.Lines.Should().ContainSingle(line => line.Event == "LastKnownGoodIgnored").Which.Text.Should().Contain(isDamage ? $"kept as {path}.bad." : "stays as it is");
            polling.Logs.Lines.Should().NotContain(line => line.Text.Contains(PollingHost.Key, StringComparison.Ordinal));
            Directory.GetFiles(_folder).Should().ContainSingle().Which.Should().Be(isDamage ? path + ".bad" : path);
            (await File.ReadAllBytesAsync(Directory.GetFiles(_folder).Single())).Should().Equal(damaged);
        }

        await SaveAsync(Bodies.List(Bodies.Flag("new")));
        await using var restarted = Host();
        restarted.Api.RespondStatus(HttpStatusCode.Forbidden);
        await restarted.StartAsync();
        restarted.Flags.Current.HasFeature("new").Should().BeTrue();
        restarted.Logs.Count("LastKnownGoodIgnored").Should().Be(0);
    }

    [Test]
    public async Task DamagedFiles_OneAtMostIsKept_TheLast()
    {
        foreach (var content in new[] { "first", "second", "third" })
        {
            await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
            await File.WriteAllTextAsync(Directory.GetFiles(_folder).Single(file => Path.GetExtension(file) is not (".bad" or ".previous")), content);
            await using var polling = Host();
            polling.Api.RespondStatus(HttpStatusCode.Forbidden);
            await StartWithoutTheFileAsync(polling);
        }

        (await File.ReadAllTextAsync(Directory.GetFiles(_folder, "*.bad").Should().ContainSingle().Subject)).Should().Be("third");
    }

    [TestCase("", "billing")]
    [TestCase("a b", "a_b")]
    [TestCase("a/b", "a.b")]
    [TestCase("A", "a")]
    [TestCase("..", ".")]
    public async Task TwoNamesOfOneEnvironment_KeepTwoFiles(string first, string second)
    {
        await using var polling = first.Length == 0 ? Host() : new PollingHost();
        foreach (var name in new[] { first, second }.Where(name => name.Length > 0))
        {
            polling.AddNamed(name, options => options.LastKnownGood.Path = Path.Combine(_folder, "flags"));
        }

        await polling.StartAsync();
        await polling.Host.StopAsync();

        Directory.GetFiles(_folder).Should().HaveCount(2).And.NotContain(file => file.EndsWith(".previous", StringComparison.Ordinal));
    }

    [Test]
    public async Task DamagedFile_ThePreviousGenerationIsUsed_AndStaysUntilThereIsAWholeOne()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("first")));
        await SaveAsync(Bodies.List(Bodies.Flag("second")));
        var path = Directory.GetFiles(_folder).Single(file => !file.EndsWith(".previous", StringComparison.Ordinal));
        await File.WriteAllTextAsync(path, "broken");
        await using var polling = Host();
        polling.Api.Response = StubApi.Hang;
        await polling.StartAsync();
        polling.Flags.Current.HasFeature("first").Should().BeTrue();

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("third")));
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);
        polling.Time.Advance(TimeSpan.FromSeconds(11));
        await polling.Flags.RefreshAsync();
        await polling.Host.StopAsync();

        (await File.ReadAllTextAsync(path + ".previous")).Should().NotContain("broken", "a broken file never takes its place").And.ContainAny("first", "third"); // the latter where a second poll confirmed the flags before the stop
        (await File.ReadAllTextAsync(path)).Should().Contain("third");
    }

    [Test]
    public async Task FileOfAnotherKey_UnderThisName_IsIgnored()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("mine")));
        var mine = Directory.GetFiles(_folder).Single();
        File.Delete(mine);
        await SaveAsync(Bodies.List(Bodies.Flag("theirs")), options => options.EnvironmentKey = "another-key");
        File.Move(Directory.GetFiles(_folder).Single(), mine);
        await using var polling = Host();
        polling.Api.RespondStatus(HttpStatusCode.Forbidden);

        await StartWithoutTheFileAsync(polling);

        polling.Flags.Current.HasFeature("theirs").Should().BeFalse();
        polling.Logs.Count("LastKnownGoodIgnored").Should().Be(1);
    }

    [TestCase(8, false)]
    [TestCase(6, true)]
    [TestCase(-2, false)]
    public async Task FileBeyondMaxAge_OrFromTheFuture_IsIgnored(int days, bool isUsed)
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
        await using var polling = Host();
        polling.Api.RespondStatus(HttpStatusCode.Forbidden);
        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddDays(days));

        await (isUsed ? polling.StartAsync() : StartWithoutTheFileAsync(polling));

        polling.Flags.Current.HasFeature("a_flag").Should().Be(isUsed);
        polling.Logs.Count("LastKnownGoodIgnored").Should().Be(isUsed ? 0 : 1);
    }

    [Test]
    public async Task DirectoryInItsPlace_IsOneWarning_AndStays()
    {
        await SaveAsync(Bodies.List(Bodies.Flag("a_flag")));
        var path = Directory.GetFiles(_folder).Single();
        File.Delete(path);
        Directory.CreateDirectory(path);
        await using var polling = Host();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));

        await polling.StartAsync();
        await polling.Flags.RefreshAsync();
        await polling.Host.StopAsync();

        polling.Flags.Current.IsEnabled("a_flag").Should().BeTrue();
        polling.Logs.Count("LastKnownGoodIgnored").Should().Be(1);
        polling.Logs.Count("LastKnownGoodNotSaved").Should().Be(1);
        Directory.Exists(path).Should().BeTrue();
        Directory.GetFiles(_folder).Should().BeEmpty("the temporary file is gone");
    }

    [Test]
    public async Task FolderThatCannotBe_IsOneWarning()
    {
        // A file where a folder is needed: refused to everybody, also to an administrator for whom a folder is never read-only.
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        await using var polling = Host(options => options.LastKnownGood.Path = Path.Combine(_folder, "file", "flags"));
        for (var i = 0; i < 3; i++)
        {
            polling.Api.RespondJson(Bodies.List(Bodies.Flag($"flag_{i}")));
            await (i == 0 ? polling.StartAsync() : polling.Flags.RefreshAsync());
        }

        await polling.Host.StopAsync();

        polling.Flags.Current.IsEnabled("flag_2").Should().BeTrue();
        polling.Logs.Count("LastKnownGoodNotSaved").Should().Be(1);
    }

    [Test]
    public async Task UnchangedFlags_TheTimeInTheFileIsRenewedEachHour()
    {
        await using var polling = Host();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => Directory.GetFiles(_folder).Any(file => !file.EndsWith(".tmp", StringComparison.Ordinal)));
        var path = Directory.GetFiles(_folder).Single();
        var first = TimeIn(path);

        polling.Time.Advance(TimeSpan.FromMinutes(59));
        await polling.Flags.RefreshAsync();
        TimeIn(path).Should().Be(first);
        polling.Time.Advance(TimeSpan.FromMinutes(2));
        await polling.Flags.RefreshAsync();
        await polling.Host.StopAsync();

        TimeIn(path).Should().Be(polling.Time.GetUtcNow());
    }

    private static DateTimeOffset? TimeIn(string path) => Envelope.Unwrap(File.ReadAllBytes(path), Owner, out var time, out _) is null ? time : null;

    /// <summary>Starts; the file is read before the start's budget passes.</summary>
    private static async Task StartWithoutTheFileAsync(PollingHost polling)
    {
        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") > 0);
        polling.Time.Advance(TimeSpan.FromSeconds(5));
        await start;
    }

    private PollingHost Host(Action<FlagsmithPollingOptions>? configure = null) => new(options =>
    {
        options.LastKnownGood.Path = Path.Combine(_folder, "flags");
        configure?.Invoke(options);
    });

    /// <summary>Runs a host once, so that it leaves a file.</summary>
    private async Task SaveAsync(string body, Action<FlagsmithPollingOptions>? configure = null)
    {
        await using var polling = Host(configure);
        polling.Api.RespondJson(body);
        await polling.StartAsync();
        await polling.Flags.RefreshAsync();
        await polling.Host.StopAsync();
    }
}
