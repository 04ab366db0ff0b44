using System.Text;
using Flagsmith.Polling.LastKnownGood;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>Why a file is not used is said in the log, and decides whether it is set aside.</summary>
public sealed class KeptFlagsReaderTests
{
    private const int MaxBytes = 8 * 1024;
    private const string Owner = "owner";

    private static readonly byte[] OneFlag = Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag("a_flag")));

    private readonly ManualTimeProvider _time = new();
    private string _path = "";

    [SetUp]
    public void MakePath() => _path = Path.Combine(Directory.CreateTempSubdirectory("flags-").FullName, "flags");

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private static IEnumerable<TestCaseData> Flaws()
    {
        yield return Case("empty", _ => [], "it is empty, or no regular file", isDamage: false);
        yield return Case("too large", _ => new byte[MaxBytes + 1], "it has more than 8192 bytes, more than flags within MaxBodyBytes take", isDamage: false);
        yield return Case("too short", whole => whole[..10], "it is no whole file of this library", isDamage: true);
        yield return Case("cut to its first line", whole => whole[..(Array.IndexOf(whole, (byte)'\n') + 1)], "its checksum is wrong", isDamage: true);
        yield return Case("foreign", _ => Encoding.UTF8.GetBytes(new string('x', 500)), "it is no whole file of this library", isDamage: true);
        yield return Case("of another version", whole => Replace(whole, "flagsmith-polling 1 ", "flagsmith-polling 2 "), "it has another format version", isDamage: false);
        yield return Case("changed", whole => Replace(whole, "a_flag", "b_flag"), "its checksum is wrong", isDamage: true);
        yield return Case("of another owner", _ => Envelope.Wrap("another", Now, OneFlag), "it belongs to another address or key", isDamage: false);
        yield return Case("with too many flags", _ => Envelope.Wrap(Owner, Now, Encoding.UTF8.GetBytes(Bodies.List([.. Enumerable.Range(0, 4).Select(number => Bodies.Flag("flag" + number))]))), "it has more than 3 flags (MaxFlags)", isDamage: false);
        yield return Case("with a payload that is none", _ => Envelope.Wrap(Owner, Now, "{}"u8.ToArray()), "its content cannot be read (", isDamage: true);
        yield return Case("old", _ => Envelope.Wrap(Owner, Now.AddDays(-8), OneFlag), "it is 8.00:00:00 old", isDamage: false);
        yield return Case("of the future", _ => Envelope.Wrap(Owner, Now.AddDays(1).AddTicks(1), OneFlag), "it is from the future", isDamage: false);
        static TestCaseData Case(string name, Func<byte[], byte[]> content, string why, bool isDamage) => new TestCaseData(content, why, isDamage).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Flaws))]
    public void Read_UnusableFile_SaysWhy(Func<byte[], byte[]> content, string why, bool isDamage)
    {
        File.WriteAllBytes(_path, content(Envelope.Wrap(Owner, Now, OneFlag)));

        Reader().Read(_path, out var flaw, CancellationToken.None).Should().BeNull();

        flaw!.Value.Why.Should().StartWith(why);
        flaw.Value.IsDamage.Should().Be(isDamage);
    }

    [Test]
    public void Read_DiskThatFails_SaysWithWhat()
    {
        File.WriteAllBytes(_path, Envelope.Wrap(Owner, Now, OneFlag));

        Reader(static _ => throw new UnauthorizedAccessException()).Read(_path, out var flaw, CancellationToken.None).Should().BeNull();

        flaw.Should().Be(new FileFlaw("it cannot be read (UnauthorizedAccessException)", IsDamage: false));
    }

    [TestCase(7, 0)]
    [TestCase(0, 1)]
    public void Read_AtTheLimitOfItsAge_IsUsed(int daysOld, int daysAhead)
    {
        File.WriteAllBytes(_path, Envelope.Wrap(Owner, Now.AddDays(daysAhead - daysOld), OneFlag));

        Reader().Read(_path, out var flaw, CancellationToken.None)!.Flags.Should().ContainSingle();

        flaw.Should().BeNull();
    }

    [Test]
    public void Read_NoFile_IsNoFlaw()
    {
        Reader().Read(_path, out var flaw, CancellationToken.None).Should().BeNull();

        flaw.Should().BeNull();
    }

    [Test]
    public void Fingerprint_DiffersByKeyAddressAndName()
    {
        var (key, other, url) = (Options(), Options(), Options());
        other.EnvironmentKey = "another-key";
        url.ApiUrl = new Uri("https://other.test/api/v1/");

        new[] { Fingerprint.Of(key, ""), Fingerprint.Of(key, "billing"), Fingerprint.Of(key, "search"), Fingerprint.Of(other, ""), Fingerprint.Of(url, "") }
            .Should().OnlyHaveUniqueItems().And.AllSatisfy(one => one.Should().MatchRegex("^[0-9a-f]{64}$"));
    }

    [TestCase("", "bc2d0bf22f1d6eb1b2b42f4477b4cccfd85bcaf948f00a5934c41f5f970e85a8")]
    [TestCase("billing", "7295d0bd8e6fdaf95b3bcdb3d2f014c56671137547efde20adbd4ddcf7a75539")]
    public void Fingerprint_OfAnEarlierVersion_IsStillTheSame(string name, string fingerprint) =>
        Fingerprint.Of(Options(), name).Should().Be(fingerprint, "an update of the library must find the file");

    private static DateTimeOffset Now { get; } = new ManualTimeProvider().GetUtcNow();

    private static byte[] Replace(byte[] whole, string one, string other) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole).Replace(one, other, StringComparison.Ordinal));

    private static FlagsmithPollingOptions Options()
    {
        var options = new FlagsmithPollingOptions { EnvironmentKey = PollingHost.Key, ApiUrl = new Uri("https://flags.test/api/v1/"), MaxFlags = 3 };
        options.LastKnownGood.MaxAge = TimeSpan.FromDays(7);
        return options;
    }

    private KeptFlagsReader Reader(Func<string, Stream>? open = null) => new(Options(), Owner, MaxBytes, open is null ? FileReading.OfDisk : new FileReading(open), null, _time);
}
