using System.Net;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>What a stop, a disposal, a failure and a flow that is suppressed already leave behind.</summary>
public sealed class RefreshEdgeTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Stop_LeavesNoTimer_AndEndsTheStreamsOfChanges()
    {
        await using var polling = await LoadedAsync();
        var stream = polling.Flags.WatchAsync().GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();

        await polling.Host.StopAsync();

        (await next).Should().BeFalse();
        polling.Time.ArmedTimers.Should().Be(0);
        await stream.DisposeAsync();
    }

    [Test]
    public async Task Disposal_WithoutAStop_LeavesNoTimer_EndsTheStreams_AndLogsNothing()
    {
        var polling = await LoadedAsync();
        var flags = polling.Flags;
        var stream = flags.WatchAsync().GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        await polling.UntilPlannedAsync();

        await ((IAsyncDisposable)flags).DisposeAsync();

        (await next).Should().BeFalse();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 0);
        var (requests, lines) = (polling.Api.Requests.Count, polling.Logs.Lines.Count);
        polling.Time.Advance(TimeSpan.FromHours(1));
        await Task.Yield();
        polling.Api.Requests.Count.Should().Be(requests);
        polling.Logs.Lines.Count.Should().Be(lines);
        await stream.DisposeAsync();
        await polling.DisposeAsync();
    }

    [Test]
    public async Task SynchronousDisposal_EndsTheStreams_AndPolling()
    {
        var polling = await LoadedAsync();
        var stream = polling.Flags.WatchAsync().GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        await polling.UntilPlannedAsync();

        ((IDisposable)polling.Flags).Dispose();

        (await next).Should().BeFalse();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 0);
        polling.Logs.Count("LoopFailed").Should().Be(0);
        await stream.DisposeAsync();
        await polling.DisposeAsync();
    }

    [Test]
    public async Task Refresh_WithACancelledToken_SendsNothing()
    {
        await using var polling = await LoadedAsync();
        var before = polling.Api.Requests.Count;

        await FluentActions.Awaiting(() => polling.Flags.RefreshAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        await polling.Flags.RefreshAsync();
        polling.Api.Requests.Count.Should().Be(before + 1);
    }

    [Test]
    public async Task Refresh_WhereTheFlowIsSuppressedAlready_Polls()
    {
        await using var polling = await LoadedAsync();
        Task refresh;
        using (ExecutionContext.SuppressFlow())
        {
            refresh = polling.Flags.RefreshAsync();
        }

        await refresh;
    }

    [Test]
    public async Task EmptyResponse_AfterAnEmptyOne_IsNotHeld()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson("[]");
        await polling.StartAsync();
        polling.Api.RespondJson("[ ]");

        await polling.PollAsync();

        polling.Logs.Count("EmptyHeld").Should().Be(0);
    }

    [Test]
    public async Task HeldResponse_IsNoNews()
    {
        await using var polling = await LoadedAsync();
        polling.Logs.Clear();
        polling.Api.RespondJson("[]");

        await polling.PollAsync();

        polling.Logs.Lines.Where(line => line.Event == "Polled").Should().ContainSingle().Which.Text.Should().NotContain("True");
    }

    [Test]
    public async Task Stale_SaysForHowLongNothingWasConfirmed()
    {
        await using var polling = await LoadedAsync();
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        polling.Time.Advance(Most);
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("BecameStale") == 1);
        polling.Logs.Lines.Single(line => line.Event == "BecameStale").Text.Should().Contain("00:05:00");
    }

    [Test]
    public async Task StartWithoutAnyResponse_SaysSo()
    {
        await using var polling = new PollingHost(options => options.StartupTimeout = TimeSpan.FromSeconds(2));
        polling.Api.Response = StubApi.Hang;
        await polling.StartWithinAsync(TimeSpan.FromSeconds(2));
        polling.Logs.Lines.Single(line => line.Event == "ContinuingWithDefaults").Text.Should().Contain("There was no response yet.");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task FlagsThatCouldNotBeSaved_AreSavedAtTheNextPoll_AlsoWhereItConfirmsNothing(bool isHeld)
    {
        var folder = Directory.CreateTempSubdirectory("flags-").FullName;
        var path = Path.Combine(folder, "below");
        await File.WriteAllTextAsync(path, "a file where a folder is wanted");
        try
        {
            await using var polling = new PollingHost(options => options.LastKnownGood.Path = Path.Combine(path, "flags.json"));
            polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
            await polling.StartAsync();
            await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodNotSaved") == 1);
            File.Delete(path);
            if (isHeld)
            {
                polling.Api.RespondJson("[]");
            }
            else
            {
                polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
            }

            await polling.PollAsync();

            await polling.Time.AdvanceUntilAsync(() => Directory.Exists(path) && Directory.GetFiles(path).Length == 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task SlowDisk_IsLogged_OnlyWhereAStartHasWaitedForIt()
    {
        var disk = new HangingDisk();
        await using var polling = new PollingHost(options =>
        {
            options.LastKnownGood.Path = Path.Combine(Path.GetTempPath(), "flags-that-are-not-there.json");
            options.StartupTimeout = TimeSpan.Zero;
        });
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(polling.Services, disk.Reading);
        using var release = disk;
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));

        await polling.StartAsync();
        await polling.Flags.RefreshAsync();

        polling.Logs.Count("LastKnownGoodSlow").Should().Be(0, "it has not waited");
    }

    [Test]
    public async Task DefaultsOfAReload_ApplyAtThatPoll()
    {
        await using var polling = new PollingHost();
        polling.Configuration["Flagsmith:Defaults:a_flag:Value"] = "1";
        polling.Configuration["Flagsmith:Defaults:a_flag:Enabled"] = "true";
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        await polling.StartWithinAsync(TimeSpan.FromSeconds(5));
        polling.Configuration["Flagsmith:Defaults:a_flag:Value"] = "2";
        ((Microsoft.Extensions.Configuration.IConfigurationRoot)polling.Configuration).Reload();

        await polling.PollAsync();

        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(2);
    }

    private static async Task<PollingHost> LoadedAsync()
    {
        var polling = new PollingHost(options => options.MaxStaleness = Most);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        await polling.StartAsync();
        return polling;
    }
}
