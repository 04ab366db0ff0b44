using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Tests.Http;

public sealed class PooledBodyTests
{
    [TestCase(0, null)]
    [TestCase(16 * 1024, null)]
    [TestCase(100_000, null)]
    [TestCase(100_000, 100_000L)]
    [TestCase(100_000, 5L)] // a length that lies
    [TestCase(5_000_000, null)]
    [TestCase(5_000_000, 2_000_000L)]
    public async Task ReadAsync_AnySize_GivesTheWholeBody(int size, long? announced)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);

        using var body = await PooledBody.ReadAsync(new MemoryStream(bytes), announced, 10_000_000, CancellationToken.None);

        body!.Bytes.SequenceEqual(bytes).Should().BeTrue();
    }

    [TestCase(50_000, true)]
    [TestCase(50_001, false)]
    public async Task ReadAsync_BeyondTheLimit_GivesNone(int size, bool fits)
    {
        using var body = await PooledBody.ReadAsync(new MemoryStream(new byte[size]), null, 50_000, CancellationToken.None);

        (body is not null).Should().Be(fits);
    }

    [Test]
    public async Task ReadAsync_AnnouncedBeyondTheLimit_ReadsNothing()
    {
        var stream = new MemoryStream(new byte[10]);

        using var body = await PooledBody.ReadAsync(stream, announced: 50_001, 50_000, CancellationToken.None);

        body.Should().BeNull();
        stream.Position.Should().Be(0);
    }
}
