using Flagsmith.Polling.LastKnownGood;

namespace Flagsmith.Polling.Tests.LastKnownGood;

public sealed class TwoGenerationsTests
{
    private string _folder = "";

    private string FilePath => Path.Combine(_folder, "sub", "flags");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("flags-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Write_KeepsThePreviousGeneration_AndNothingElse()
    {
        var files = new TwoGenerations(FilePath);
        files.Write("one"u8, keepsCurrent: true);
        files.Write("two"u8, keepsCurrent: true);
        files.Write("three"u8, keepsCurrent: true);

        File.ReadAllText(files.Path).Should().Be("three");
        File.ReadAllText(files.PreviousPath).Should().Be("two");
        Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Should().HaveCount(2);
    }

    [Test]
    public void Write_InPlaceOfABrokenFile_LeavesThePreviousGeneration()
    {
        var files = new TwoGenerations(FilePath);
        files.Write("one"u8, keepsCurrent: true);
        files.Write("two"u8, keepsCurrent: true);

        files.Write("three"u8, keepsCurrent: false);

        File.ReadAllText(files.Path).Should().Be("three");
        File.ReadAllText(files.PreviousPath).Should().Be("one");
    }

    [Test]
    public void Sweep_WithoutAFolder_DoesNothing() =>
        new TwoGenerations(Path.Combine(FilePath, "none", "flags")).Invoking(static files => files.Sweep(DateTimeOffset.UnixEpoch)).Should().NotThrow();

    [Test]
    public void Write_FullDisk_LeavesBothGenerationsAsTheyAre()
    {
        new TwoGenerations(FilePath).Write("one"u8, keepsCurrent: true);
        new TwoGenerations(FilePath).Write("two"u8, keepsCurrent: true);
        var full = new TwoGenerations(FilePath, path => new FullDisk(path));

        full.Invoking(files => files.Write("three"u8, keepsCurrent: true)).Should().Throw<IOException>();

        File.ReadAllText(full.Path).Should().Be("two");
        File.ReadAllText(full.PreviousPath).Should().Be("one");
        Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Should().HaveCount(2, "the half-written file is gone");
    }

    [Test]
    public void Write_FolderThatVanishes_ReportsTheFirstError()
    {
        var files = new TwoGenerations(FilePath, static path =>
        {
            Directory.Delete(Path.GetDirectoryName(path)!);
            throw new IOException("No space left on device");
        });

        files.Invoking(static files => files.Write("one"u8, keepsCurrent: true)).Should().Throw<IOException>()
            .WithMessage("No space left on device", "that there is nothing to clean up is no error");
    }

    [Test]
    public void Write_IsOnTheDisk_BeforeItTakesTheFilesName()
    {
        var flushes = new List<(bool ToDisk, bool Replaces)>();
        var files = new TwoGenerations(FilePath, path => new FlushRecorder(path, toDisk => flushes.Add((toDisk, File.Exists(FilePath)))));

        files.Write("one"u8, keepsCurrent: true);

        flushes.Should().Contain((true, false), "a machine may lose power between the two");
    }

    [Test]
    public void Write_WhileOthersRead_LeavesThemTheGenerationTheyOpened()
    {
        var files = new TwoGenerations(FilePath);
        files.Write("one"u8, keepsCurrent: true);
        using var first = new StreamReader(FileReading.OfDisk.Open(FilePath));
        using var second = new StreamReader(FileReading.OfDisk.Open(FilePath));

        files.Write("two"u8, keepsCurrent: true);
        files.Write("three"u8, keepsCurrent: true);

        new[] { first.ReadToEnd(), second.ReadToEnd() }.Should().AllBe("one");
    }

    [Test]
    public void Write_IsReadableByItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no modes.");
            return;
        }

        var files = new TwoGenerations(FilePath);
        files.Write("one"u8, keepsCurrent: true);

        File.GetUnixFileMode(files.Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    public void Sweep_RemovesOldLeftovers_AndNothingElse()
    {
        var files = new TwoGenerations(FilePath);
        files.Write("one"u8, keepsCurrent: true);
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        foreach (var (name, hours) in new[] { ("flags.dead.tmp", 2), ("flags.alive.tmp", 1), ("other.tmp", 2) })
        {
            var path = Path.Combine(Path.GetDirectoryName(FilePath)!, name);
            File.WriteAllText(path, "");
            File.SetLastWriteTimeUtc(path, now.UtcDateTime.AddHours(-hours));
        }

        files.Sweep(now);

        Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Select(Path.GetFileName).Should().BeEquivalentTo("flags", "flags.alive.tmp", "other.tmp");
    }

    [Test]
    public async Task Write_FromManyAtOnce_LeavesAWholeFile()
    {
        var bytes = Enumerable.Range(0, 8).Select(writer => Enumerable.Repeat((byte)writer, 100_000).ToArray()).ToArray();

        await Task.WhenAll(bytes.Select(own => Task.Run(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                new TwoGenerations(FilePath).Write(own, keepsCurrent: true);
            }
        })));

        var left = await File.ReadAllBytesAsync(FilePath);
        left.Should().HaveCount(100_000);
        left.Distinct().Should().ContainSingle();
    }

    private sealed class FullDisk(string path) : FileStream(path, FileMode.CreateNew)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..(buffer.Length / 2)]);
            throw new IOException("No space left on device");
        }
    }
    private sealed class FlushRecorder(string path, Action<bool> flushed) : FileStream(path, FileMode.CreateNew)
    {
        public override void Flush(bool flushToDisk)
        {
            base.Flush(flushToDisk);
            flushed(flushToDisk);
        }
    }
}
