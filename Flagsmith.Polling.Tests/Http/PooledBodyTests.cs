using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Tests.Http;

public sealed class PooledBodyTests
{
    [TestCase(0, null)]
    [TestCase(16 * 1024, null)]
    [TestCase(100_000, null)]
    [TestCase(1024 * 1024, null)]
    [TestCase(1024 * 1024 + 1, null)]
    [TestCase(5_000_000, null)]
    [TestCase(5_000_000, 5_000_000L)]
    [TestCase(100_000, 100_000L)]
    [TestCase(100_000, 5L)] // a length that lies
    public async Task ReadAsync_AnySize_GivesTheWholeBody(int size, long? announced)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);

        using var body = await PooledBody.ReadAsync(new MemoryStream(bytes), announced, 5_000_000, CancellationToken.None);

        body!.Bytes.SequenceEqual(bytes).Should().BeTrue();
    }

    [TestCase(50_000, 50_000, true)]
    [TestCase(50_001, 50_000, false)]
    [TestCase(3_000_000, 3_000_000, true)]
    [TestCase(3_000_001, 3_000_000, false)]
    public async Task ReadAsync_BeyondTheLimit_GivesNone(int size, int most, bool fits)
    {
        using var body = await PooledBody.ReadAsync(new MemoryStream(new byte[size]), null, most, CancellationToken.None);

        (body is not null).Should().Be(fits);
    }
}
