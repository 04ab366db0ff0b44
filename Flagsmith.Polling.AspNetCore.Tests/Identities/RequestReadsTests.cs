using Flagsmith.Polling.AspNetCore.Identities;

namespace Flagsmith.Polling.AspNetCore.Tests.Identities;

/// <summary>The reads that a request keeps.</summary>
public sealed class RequestReadsTests
{
    [TestCase("", "")]
    [TestCase("shop", "shop")]
    public async Task ReadThatNeedsItself_IsAnErrorThatSaysSo(string outer, string inner)
    {
        var reads = new RequestReads();
        var calls = 0;

        var read = async () => await reads.GetOrAdd(outer, () => ReadAsync(reads));

        (await read.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*IdentifierOf*");
        calls.Should().Be(1);

        async Task<IIdentityFlagSnapshot> ReadAsync(RequestReads of)
        {
            if (++calls > 10)
            {
                throw new NotSupportedException("It reads itself until the stack is full.");
            }

            return await of.GetOrAdd(inner, () => ReadAsync(of));
        }
    }
}
