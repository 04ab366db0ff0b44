namespace Flagsmith.Polling.AspNetCore.Tests.Doubles;

/// <summary>A body that arrives in small steps, and notes how large the reader's buffer is by then.</summary>
internal sealed class SlowBody(int length, int step) : MemoryStream(new byte[length])
{
    private readonly List<(long Sent, long Buffer)> _offered = [];

    /// <summary>Gets how much had been sent at each read, and how large the buffer was: what it held and what was free.</summary>
    public IReadOnlyList<(long Sent, long Buffer)> Offered => _offered;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _offered.Add((Position, Position + buffer.Length));
        return base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
