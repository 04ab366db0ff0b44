namespace Flagsmith.Polling.Testing.Faults;

/// <summary>One way to answer badly.</summary>
internal interface IFaultyResponse
{
    /// <summary>Answers a request, or fails to.</summary>
    Task SendAsync(Exchange exchange);
}
