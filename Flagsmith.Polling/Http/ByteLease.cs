namespace Flagsmith.Polling.Http;

/// <summary>The bytes of one response. Disposing it gives them back.</summary>
internal sealed class ByteLease(ByteBudget budget) : IDisposable
{
    /// <summary>Gets or sets how many there are. Changed under the lock of the <see cref="ByteBudget"/> alone.</summary>
    public long Bytes { get; set; }

    /// <summary>Adds bytes, and waits until there is room for them.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellationToken) => budget.TakeAsync(this, bytes, cancellationToken);

    public void Dispose() => budget.Return(this);
}
