namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Resets the connection instead of responding.</summary>
internal sealed class ResetResponse : IFaultyResponse
{
    public Task SendAsync(Exchange exchange)
    {
        exchange.Reset();
        return Task.CompletedTask;
    }
}
