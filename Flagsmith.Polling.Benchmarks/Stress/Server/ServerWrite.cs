namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>A write that the server is busy with.</summary>
/// <param name="sender">Cancelled when the sender gives up.</param>
internal sealed class ServerWrite(CancellationToken sender)
{
    public CancellationToken Sender { get; } = sender;

    /// <summary>Gets or sets whether another write of the user came in meanwhile.</summary>
    public bool IsOverlapped { get; set; }
}
