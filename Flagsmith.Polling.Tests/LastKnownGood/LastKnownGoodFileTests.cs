using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>What is kept and what is logged; and that the disk's thread belongs to nobody.</summary>
[NonParallelizable] // what the process allocates is measured
public sealed class LastKnownGoodFileTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LogRecorder _logs = new();
    private readonly FlagsmithPollingOptions _options = new() { EnvironmentKey = PollingHost.Key, MaxBodyBytes = 1024 };

    [SetUp]
    public void MakeFolder() => _options.LastKnownGood.Path = Path.Combine(Directory.CreateTempSubdirectory("flags-").FullName, "flags");

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Path.GetDirectoryName(_options.LastKnownGood.Path)!, recursive: true);

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task Save_FourTimesMaxBodyBytesAnd4KiB_IsTheMostThatIsKept(int bytesMore, bool isKept)
    {
        var smallest = FileOf(valueLength: 1);
        await SaveAsync(smallest);
        var valueLength = (int)(1 + (4 * 1024) + 4096 - new FileInfo(smallest.Path).Length) + bytesMore;

        await SaveAsync(FileOf(valueLength));

        var kept = await FileOf(valueLength: 1).LoadAsync(CancellationToken.None);
        kept!.Flags.Should().ContainSingle().Which.Value.Should().Be((FlagValue)new string('x', isKept ? valueLength : 1));
        _logs.Count("LastKnownGoodNotSaved").Should().Be(isKept ? 0 : 1);
        _logs.Count("LastKnownGoodIgnored").Should().Be(0, "what is written is read");
    }

    [Test]
    [NonParallelizable] // counts what the whole process allocates
    public async Task Polls_WithFlagsThatAreTooManyBytes_DoNotWriteThemAgain()
    {
        const int Length = 1024 * 1024;
        var file = FileOf(Length);
        await SaveAsync(file);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        for (var poll = 0; poll < 10; poll++)
        {
            file.Confirmed(areNew: false, _options);
            file.RetryFailed();
            await file.LoadAsync(CancellationToken.None);
        }

        (GC.GetTotalAllocatedBytes(precise: true) - before).Should().BeLessThan(Length, "another try would do no better");
    }

    [Test]
    public async Task FlagsThatAnotherHostReceived_AreAsOldAsTheirResponse()
    {
        var (file, age) = (FileOf(valueLength: 1), TimeSpan.FromMinutes(5));

        file.Confirmed(areNew: true, _options, age);
        await file.FlushAsync();

        (await FileOf(valueLength: 1).LoadAsync(CancellationToken.None))!.LastConfirmedAt.Should().Be(_time.GetUtcNow() - age);
    }

    [Test]
    public async Task Load_RemovesWhatADeadProcessLeftBehind()
    {
        var file = FileOf(valueLength: 1);
        var left = file.Path + ".dead.tmp";
        await File.WriteAllTextAsync(left, "");
        File.SetLastWriteTimeUtc(left, _time.GetUtcNow().UtcDateTime.AddHours(-2));

        await file.LoadAsync(CancellationToken.None);

        File.Exists(left).Should().BeFalse();
    }

    [Test]
    public async Task Load_DamagedFileThatCannotBeSetAside_StaysUntilThereAreGoodFlags()
    {
        var file = FileOf(valueLength: 1);
        await File.WriteAllTextAsync(file.Path, "broken");
        Directory.CreateDirectory(Path.Combine(file.Path + ".bad", "in the way"));

        (await file.LoadAsync(CancellationToken.None)).Should().BeNull();
        _logs.Lines.Should().ContainSingle(line => line.Event == "LastKnownGoodIgnored").Which.Text
            .Should().Contain("stays as it is").And.NotContain("kept as");
        (await File.ReadAllTextAsync(file.Path)).Should().Be("broken");
        await SaveAsync(file);

        (await FileOf(valueLength: 1).LoadAsync(CancellationToken.None))!.Flags.Should().ContainSingle();
    }

    [Test]
    public async Task Disk_CarriesNothingOfItsCallerAlong([Values] bool isFlowSuppressed)
    {
        var (caller, seen) = (new AsyncLocal<string?>(), "nobody");
        var file = FileOf(valueLength: 1, new FileReading(path =>
        {
            seen = caller.Value;
            return FileReading.OfDisk.Open(path);
        }));
        await File.WriteAllTextAsync(file.Path, "a file");
        caller.Value = "a user";

        await Load();

        seen.Should().BeNull("the thread serves the whole application");

        Task Load()
        {
            using var flow = isFlowSuppressed ? ExecutionContext.SuppressFlow() : default(AsyncFlowControl?);
            return file.LoadAsync(CancellationToken.None);
        }
    }

    [Test]
    public void NoteUnused_LogsTheKindOfError()
    {
        FileOf(valueLength: 1).NoteUnused(new InvalidOperationException("the text of an error"));

        _logs.Lines.Should().ContainSingle(line => line.Event == "LastKnownGoodIgnored").Which.Text
            .Should().Contain("they cannot be published (InvalidOperationException)").And.NotContain("the text");
    }

    private LastKnownGoodFile FileOf(int valueLength, FileReading? reading = null)
    {
        var store = new FlagSnapshotStore((FlagSnapshot)new FlagSnapshotBuilder().Set("a_flag", true, new string('x', valueLength)).Build());
        return new LastKnownGoodFile(_options, "", store, _time, _logs, reading);
    }

    /// <summary>Confirms the flags, and waits until the one thread of the disk has written them.</summary>
    private async Task SaveAsync(LastKnownGoodFile file)
    {
        file.Confirmed(areNew: true, _options);
        await file.FlushAsync();
    }
}
