using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore.Tests.Webhook;

/// <summary>What a body that is still to come takes of memory.</summary>
public sealed class BoundedBodyTests
{
    [TestCase(256 * 1024)]
    [TestCase(null)]
    public async Task LengthThatIsOnlyAnnounced_TakesLittleMemory(int? announced)
    {
        var body = new SlowBody(256 * 1024, step: 512);
        var request = new DefaultHttpContext().Request;
        (request.Body, request.ContentLength) = (body, announced);

        using var read = await BoundedBody.ReadAsync(request, 256 * 1024, CancellationToken.None);

        read!.Bytes.Length.Should().Be(256 * 1024);
        body.Offered.Should().OnlyContain(offer => offer.Buffer <= Math.Max(8192, 2 * offer.Sent), "nobody has proved yet to be Flagsmith");
    }

    [Test]
    public async Task BodyInSteps_IsReadWhole()
    {
        var bytes = new byte[50_000];
        new Random(1).NextBytes(bytes);
        var request = new DefaultHttpContext().Request;
        (request.Body, request.ContentLength) = (new MemoryStream(bytes), bytes.Length);

        using var read = await BoundedBody.ReadAsync(request, 256 * 1024, CancellationToken.None);

        read!.Bytes.ToArray().Should().Equal(bytes);
    }
}
