using System.Text;
using Flagsmith.Polling.LastKnownGood;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>A file is read whole up to its cap, and not at all beyond it.</summary>
public sealed class BoundedFileTests
{
    private const int Most = 10;

    private string _path = "";

    [SetUp]
    public void MakePath() => _path = Path.Combine(Directory.CreateTempSubdirectory("flags-").FullName, "flags");

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [TestCase(1)]
    [TestCase(Most - 1)]
    [TestCase(Most)]
    public void Read_UpToTheCap_ReturnsTheWholeFile(int length)
    {
        File.WriteAllText(_path, new string('x', length));

        BoundedFile.Read(_path, Most, FileReading.OfDisk.Open, out var body, CancellationToken.None).Should().BeNull("nothing is wrong");

        using (body)
        {
            Encoding.UTF8.GetString(body!.Bytes).Should().Be(new string('x', length));
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [Platform(Exclude = "Win", Reason = "links need a privilege there")]
    public void Read_ThroughLinks_ReturnsWhatTheyLeadTo(int links)
    {
        var target = _path + ".target"; // the text of a link is longer than the cap
        File.WriteAllText(target, new string('x', Most));
        for (var link = 0; link < links; link++)
        {
            var path = link == links - 1 ? _path : $"{_path}.{link}";
            File.CreateSymbolicLink(path, target);
            target = path;
        }

        BoundedFile.Read(_path, Most, FileReading.OfDisk.Open, out var body, CancellationToken.None).Should().BeNull("nothing is wrong");

        using (body)
        {
            body!.Bytes.Length.Should().Be(Most);
        }
    }

    [Test]
    public void Read_BeyondTheCap_OpensNothingAndSaysWhy()
    {
        File.WriteAllText(_path, new string('x', Most + 1));

        BoundedFile.Read(_path, Most, static _ => throw new InvalidOperationException(), out var body, CancellationToken.None)
            .Should().StartWith("it has more than 10 bytes");

        body.Should().BeNull();
    }
}
