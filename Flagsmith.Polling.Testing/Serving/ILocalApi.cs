namespace Flagsmith.Polling.Testing.Serving;

/// <summary>One kind of Flagsmith server.</summary>
internal interface ILocalApi
{
    /// <summary>Handles a request. Called under the server's lock.</summary>
    Response Respond(RecordedRequest request);
}
