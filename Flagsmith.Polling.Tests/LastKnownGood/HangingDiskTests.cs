using Flagsmith.Polling.LastKnownGood;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>A disk that hangs holds one thread and nothing else.</summary>
public sealed class HangingDiskTests
{
    private string _folder = "";

    [SetUp]
    public async Task SaveFlags()
    {
        _folder = Directory.CreateTempSubdirectory("flags-").FullName;
        await using var polling = Host(StartupPolicy.ContinueWithDefaults, reading: null);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_file")));
        await polling.StartAsync();
        await polling.Flags.RefreshAsync(); // the first poll may still be at its end when the start is over
        await polling.Host.StopAsync();
        Directory.GetFiles(_folder).Should().ContainSingle();
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Start_WithTheApiWell_DoesNotWaitForTheDisk([Values] StartupPolicy policy)
    {
        var disk = new HangingDisk();
        await using var polling = Host(policy, disk.Reading);
        using var release = disk; // before the host stops, also when the test fails
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api")));

        await polling.StartAsync(); // the clock stands still

        await polling.Flags.WaitUntilReadyAsync();
        polling.Flags.Current.IsEnabled("of_the_api").Should().BeTrue();
        disk.Release();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodLoaded") == 1);
        await polling.Flags.RefreshAsync();
        polling.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.IsEnabled("of_the_api") && flags.Version == 1, "a late file replaces nothing");
    }

    [Test]
    public async Task Start_WithTheApiHangingToo_EndsWithItsOwnLimits([Values] StartupPolicy policy)
    {
        var disk = new HangingDisk();
        await using var polling = Host(policy, disk.Reading);
        using var release = disk; // before the host stops, also when the test fails
        polling.Api.Response = StubApi.Hang;

        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1 && disk.Opened == 1);
        var limit = TimeSpan.FromSeconds(policy == StartupPolicy.DoNotWait ? 1 : 5);
        polling.Time.Advance(limit - TimeSpan.FromSeconds(0.1));
        start.IsCompleted.Should().BeFalse();
        polling.Time.Advance(TimeSpan.FromSeconds(0.1));
        await polling.Time.AdvanceUntilAsync(() => start.IsCompleted);

        (start.Exception?.InnerException is FlagsmithApiException).Should().Be(policy == StartupPolicy.FailHost);
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodSlow") == 1);
    }

    [Test]
    public async Task LateFile_IsBetterThanDefaults()
    {
        var disk = new HangingDisk();
        await using var polling = Host(StartupPolicy.DoNotWait, disk.Reading);
        using var release = disk; // before the host stops, also when the test fails
        polling.Api.Response = StubApi.Hang;
        await polling.StartWithinAsync(TimeSpan.FromSeconds(1));
        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);

        disk.Release();

        await polling.Flags.WaitUntilReadyAsync();
        polling.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.Source == FlagSource.LastKnownGood && flags.IsEnabled("of_the_file"));
    }

    [Test]
    public async Task LateFile_DoesNotReplaceDefaultsThatAStaleResponseLeftBehind()
    {
        var disk = new HangingDisk();
        await using var polling = Host(StartupPolicy.DoNotWait, disk.Reading, options =>
        {
            options.MaxStaleness = TimeSpan.FromMinutes(5);
            options.WhenStale = StalePolicy.ServeDefaults;
        });
        using var release = disk; // before the host stops, also when the test fails
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("of_the_api")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        polling.Api.RespondStatus(System.Net.HttpStatusCode.BadGateway);
        polling.Time.Advance(TimeSpan.FromMinutes(5));
        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.Source == FlagSource.Defaults);

        disk.Release();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodLoaded") == 1);
        await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();

        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
    }

    [Test]
    public async Task Saves_WaitForTheThreadThatIsHeld_AndTheNewestIsWritten()
    {
        var disk = new HangingDisk();
        await using var polling = Host(StartupPolicy.ContinueWithDefaults, disk.Reading);
        using var release = disk; // before the host stops, also when the test fails
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("flag_0")));
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => disk.Opened == 1);
        var before = await File.ReadAllTextAsync(Directory.GetFiles(_folder).Single());

        for (var change = 1; change <= 10; change++)
        {
            polling.Api.RespondJson(Bodies.List(Bodies.Flag($"flag_{change}")));
            await polling.Flags.RefreshAsync();
        }

        (await File.ReadAllTextAsync(Directory.GetFiles(_folder).Single())).Should().Be(before, "a second thread would hang too");
        disk.Release();
        await polling.Host.StopAsync();

        disk.Opened.Should().Be(1);
        var written = Directory.GetFiles(_folder).Single(path => !path.EndsWith(".previous", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(written)).Should().Contain("flag_10");
    }

    private PollingHost Host(StartupPolicy policy, FileReading? reading, Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(options =>
        {
            options.StartupPolicy = policy;
            options.LastKnownGood.Path = Path.Combine(_folder, "flags");
            configure?.Invoke(options);
        });
        if (reading is not null)
        {
            polling.Services.AddSingleton(reading);
        }

        return polling;
    }
}
