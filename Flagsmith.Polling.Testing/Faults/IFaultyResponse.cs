namespace Flagsmith.Polling.Testing.Faults;

/// <summary>One kind of faulty response.</summary>
internal interface IFaultyResponse
{
    /// <summary>Responds to a request, or fails to.</summary>
    Task SendAsync(Exchange exchange);
}
