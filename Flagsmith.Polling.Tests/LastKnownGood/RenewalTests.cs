using System.Net;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>The time in the file says when a response last confirmed the flags: finely enough for the limits that a start holds it against, and without writing at each poll.</summary>
public sealed class RenewalTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("flags-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("7.00:00:00", null, "01:00:00")]
    [TestCase("10:00:00", null, "01:00:00")]
    [TestCase("01:00:00", null, "00:06:00")]
    [TestCase("00:01:00", null, "00:00:06")]
    [TestCase("7.00:00:00", "00:10:00", "00:01:00")]
    [TestCase("00:05:00", "00:10:00", "00:00:30")]
    [TestCase("00:10:00", "00:05:00", "00:00:30")]
    [TestCase("7.00:00:00", "00:00:10", "00:00:05")]
    [TestCase("365.00:00:00", "365.00:00:00", "01:00:00")]
    public void Rule_IsATenthOfTheFinestLimit(string maxAge, string? maxStaleness, string renewal) =>
        Renewal.Of(Options(maxAge, maxStaleness)).Should().Be(TimeSpan.Parse(renewal, System.Globalization.CultureInfo.InvariantCulture));

    [Test]
    public async Task Restart_AfterUnchangedFlags_UsesThem(
        [Values("7.00:00:00", "00:01:00")] string maxAge, [Values(null, "00:02:00", "00:10:00")] string? maxStaleness, [Values] bool isKilled)
    {
        await using var polling = Host(maxAge, maxStaleness);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await StartAsync(polling, maxStaleness is not null);
        await polling.Time.AdvanceUntilAsync(() => File.Exists(FilePath(_folder))); // the first write must not be late and hold a later time
        while (polling.Time.Elapsed < TimeSpan.FromMinutes(12))
        {
            await polling.PollAsync();
        }

        var verifiedAt = polling.Flags.Status.LastConfirmedAt!.Value;
        var behind = Renewal.Of(Options(maxAge, maxStaleness));
        if (isKilled)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "left"));
            await polling.Time.AdvanceUntilAsync(() => TryCopy(verifiedAt - behind - Interval - TimeSpan.FromSeconds(2))); // the disk may be behind
        }
        else
        {
            await polling.Host.StopAsync();
        }

        await using var restarted = Host(maxAge, maxStaleness, isKilled ? Path.Combine(_folder, "left") : null);
        restarted.Api.RespondStatus(HttpStatusCode.BadGateway);
        restarted.Time.Advance(polling.Time.Elapsed + TimeSpan.FromSeconds(5));
        await restarted.StartWithinAsync(TimeSpan.FromSeconds(5));
        await restarted.Time.AdvanceUntilAsync(() => restarted.Flags.Current.Source != FlagSource.Defaults); // the disk may take longer than the hand-moved clock gives it

        restarted.Flags.Current.Should().Match<IFlagSnapshot>(flags => flags.Source == FlagSource.LastKnownGood && flags.IsEnabled("a_flag"));
        restarted.Flags.Status.State.Should().NotBe(FlagProviderState.Stale);
        if (!isKilled)
        {
            restarted.Flags.Current.FetchedAt.Should().Be(verifiedAt);
        }
    }

    [Test]
    public async Task Stop_AfterAnOutage_WritesTheTimeOfTheLastGoodResponse()
    {
        await using var polling = Host("7.00:00:00", null);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await StartAsync(polling, hasMaxStaleness: false);
        await polling.PollAsync();
        var verifiedAt = polling.Flags.Status.LastConfirmedAt!.Value;
        polling.Api.RespondStatus(HttpStatusCode.BadGateway);
        for (var poll = 0; poll < 3; poll++)
        {
            await polling.PollAsync();
        }

        await polling.Host.StopAsync();

        TimeIn(FilePath(_folder)).Should().Be(verifiedAt);
    }

    [Test]
    public async Task UnchangedPolls_WriteNoMoreOftenThanTheRuleSays()
    {
        var (time, writes) = (new ManualTimeProvider(), 0);
        var options = Options("7.00:00:00", "00:00:10");
        var file = NewFile(options, time, path =>
        {
            writes++;
            return new FileStream(path, FileMode.CreateNew);
        });
        file.Confirmed(areNew: true, options);
        for (var second = 1; second <= 60; second++)
        {
            await LetSaveAsync(file);
            time.Advance(TimeSpan.FromSeconds(1));
            file.Confirmed(areNew: false, options);
        }

        await LetSaveAsync(file);
        writes.Should().Be(1 + (60 / 5));
    }

    [Test]
    public async Task Limit_ThatAReloadMakesFiner_AppliesAtOnce()
    {
        var (time, writes) = (new ManualTimeProvider(), 0);
        var options = Options("7.00:00:00", null);
        var file = NewFile(options, time, path =>
        {
            writes++;
            return new FileStream(path, FileMode.CreateNew);
        });
        file.Confirmed(areNew: true, options);
        await LetSaveAsync(file);
        time.Advance(TimeSpan.FromMinutes(2));

        file.Confirmed(areNew: false, options);
        await LetSaveAsync(file);
        writes.Should().Be(1);
        file.Confirmed(areNew: false, Options("7.00:00:00", "00:10:00"));
        await LetSaveAsync(file);

        writes.Should().Be(2);
    }

    [TestCase("unchanged")]
    [TestCase("failed")]
    [TestCase("new")]
    public async Task FailedWrite_IsTriedAgainAtEachPoll_UntilItSucceeds(string polls)
    {
        var (time, attempts, isFull) = (new ManualTimeProvider(), 0, true);
        var options = Options("7.00:00:00", null);
        var file = NewFile(options, time, path =>
        {
            attempts++;
            return isFull ? throw new IOException("No space left on device") : new FileStream(path, FileMode.CreateNew);
        });
        file.Confirmed(areNew: true, options);
        await LetSaveAsync(file);
        for (var poll = 1; poll <= 4; poll++)
        {
            isFull = poll < 4;
            time.Advance(TimeSpan.FromSeconds(1));
            Poll();
            await LetSaveAsync(file);
            attempts.Should().Be(1 + poll);
        }

        if (polls != "new")
        {
            Poll();
            await LetSaveAsync(file);
            attempts.Should().Be(5, "it has succeeded");
        }

        TimeIn(FilePath(_folder)).Should().Be(polls == "failed" ? time.GetUtcNow() - TimeSpan.FromSeconds(4) : time.GetUtcNow(), "the time is that of the last confirmation");

        void Poll()
        {
            if (polls == "failed")
            {
                file.RetryFailed();
            }
            else
            {
                file.Confirmed(areNew: polls == "new", options);
            }
        }
    }

    [Test]
    public async Task FailedWrites_AreOneWarning_UntilOneSucceeds()
    {
        var (time, logs, isFull) = (new ManualTimeProvider(), new LogRecorder(), true);
        var options = Options("7.00:00:00", null);
        var file = NewFile(options, time, path => isFull ? throw new IOException("No space left on device") : new FileStream(path, FileMode.CreateNew), logs);
        await SaveAsync();
        await SaveAsync();
        logs.Count("LastKnownGoodNotSaved").Should().Be(1);

        isFull = false;
        await SaveAsync();
        isFull = true;
        await SaveAsync();

        logs.Count("LastKnownGoodNotSaved").Should().Be(2, "it had worked in between");

        async Task SaveAsync()
        {
            file.Confirmed(areNew: true, options);
            await LetSaveAsync(file);
        }
    }

    [Test]
    public async Task FileOfAnotherVersion_DoesNotBecomeThePreviousGeneration()
    {
        var time = new ManualTimeProvider();
        var options = Options("7.00:00:00", null);
        var path = FilePath(_folder);
        var file = NewFile(options, time, static path => new FileStream(path, FileMode.CreateNew));
        await SaveAsync(file);
        await SaveAsync(file);
        var previous = await File.ReadAllBytesAsync(path + ".previous");
        await File.WriteAllTextAsync(path, "flagsmith-polling 2 " + new string('x', 100));

        var restarted = NewFile(options, time, static path => new FileStream(path, FileMode.CreateNew));
        (await restarted.LoadAsync(CancellationToken.None)).Should().NotBeNull("the previous generation is whole");
        await SaveAsync(restarted);
        (await File.ReadAllBytesAsync(path + ".previous")).Should().Equal(previous);
        var current = await File.ReadAllBytesAsync(path);
        await SaveAsync(restarted);

        (await File.ReadAllBytesAsync(path + ".previous")).Should().Equal(current, "the file is whole again");

        async Task SaveAsync(LastKnownGoodFile file)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            file.Confirmed(areNew: true, options);
            await LetSaveAsync(file);
        }
    }

    [Test]
    public async Task FailedPolls_WriteNothingWhereNothingFailedOrWasConfirmed()
    {
        var (time, attempts) = (new ManualTimeProvider(), 0);
        var options = Options("00:01:00", null);
        var file = NewFile(options, time, path =>
        {
            attempts++;
            return new FileStream(path, FileMode.CreateNew);
        });

        file.RetryFailed();
        await file.FlushAsync();
        attempts.Should().Be(0, "nothing was confirmed");
        file.Confirmed(areNew: true, options);
        await LetSaveAsync(file);
        time.Advance(TimeSpan.FromHours(1));
        file.RetryFailed();
        await file.FlushAsync();

        attempts.Should().Be(1, "the file holds the last confirmation");
    }

    /// <summary>Starts, and waits until the file has been looked for too: the time limit of that has a timer as well.</summary>
    private static async Task StartAsync(PollingHost polling, bool hasMaxStaleness)
    {
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == (hasMaxStaleness ? 2 : 1));
    }

    /// <summary>Waits until what is to be written is written: one thread does one thing after the other. Flushing would add the write of a stop.</summary>
    private static async Task LetSaveAsync(LastKnownGoodFile file) => await file.LoadAsync(CancellationToken.None);

    private static FlagsmithPollingOptions Options(string maxAge, string? maxStaleness, string folder = "")
    {
        var options = new FlagsmithPollingOptions { EnvironmentKey = PollingHost.Key, ApiUrl = new Uri("https://flags.test/api/v1/"), PollInterval = Interval, PollJitter = 0 };
        options.LastKnownGood.Path = Path.Combine(folder, "flags");
        options.LastKnownGood.MaxAge = TimeSpan.Parse(maxAge, System.Globalization.CultureInfo.InvariantCulture);
        options.MaxStaleness = maxStaleness is null ? null : TimeSpan.Parse(maxStaleness, System.Globalization.CultureInfo.InvariantCulture);
        return options;
    }

    private static string FilePath(string folder) => Path.Combine(folder, "flags." + Fingerprint.Of(Options("00:01:00", null), "")[..16]);

    /// <summary>Copies the file as a kill would leave it, if it holds a time that is late enough. A write that is in progress moves the file before it puts the next in its place.</summary>
    private bool TryCopy(DateTimeOffset after)
    {
        try
        {
            var copy = FilePath(Path.Combine(_folder, "left"));
            File.Copy(FilePath(_folder), copy, overwrite: true);
            return TimeIn(copy) > after;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static DateTimeOffset? TimeIn(string path)
    {
        try
        {
            return Envelope.Unwrap(File.ReadAllBytes(path), Fingerprint.Of(Options("00:01:00", null), ""), out var time, out _) is null ? time : null;
        }
        catch (FileNotFoundException) // between two renames
        {
            return null;
        }
    }

    private LastKnownGoodFile NewFile(FlagsmithPollingOptions options, ManualTimeProvider time, Func<string, FileStream> create, LogRecorder? logs = null)
    {
        options.LastKnownGood.Path = Path.Combine(_folder, "flags");
        var store = new FlagSnapshotStore((FlagSnapshot)new FlagSnapshotBuilder().Set("a_flag", true).Build());
        return new LastKnownGoodFile(options, "", store, time, (ILogger?)logs ?? NullLogger.Instance, create: create);
    }

    private PollingHost Host(string maxAge, string? maxStaleness, string? folder = null) => new(options =>
    {
        var given = Options(maxAge, maxStaleness, folder ?? _folder);
        options.PollInterval = given.PollInterval;
        options.PollJitter = given.PollJitter;
        options.MaxStaleness = given.MaxStaleness;
        options.LastKnownGood.Path = given.LastKnownGood.Path;
        options.LastKnownGood.MaxAge = given.LastKnownGood.MaxAge;
    });
}
