namespace Flagsmith.Polling.Benchmarks.Cells;

/// <summary>A request and reading its response into a buffer that is used again: what HttpClient costs by itself.</summary>
internal sealed class BareExchange(HttpMessageHandler handler) : IDisposable
{
    private static readonly Uri Address = new("http://flagsmith.invalid/api/v1/");

    private readonly HttpClient _client = new(handler, disposeHandler: false);
    private byte[] _buffer = new byte[100];

    public Task<bool> GetAsync() => SendAsync(new HttpRequestMessage(HttpMethod.Get, Address));

    public Task<bool> PostAsync() => SendAsync(new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ByteArrayContent(_buffer, 0, 100) });

    public void Dispose() => _client.Dispose();

    /// <returns>Whether all of the response was read.</returns>
    private async Task<bool> SendAsync(HttpRequestMessage request)
    {
        using var asked = request;
        using var response = await _client.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead);
        var length = (int)response.Content.Headers.ContentLength!;
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        await using var body = await response.Content.ReadAsStreamAsync();
        return await body.ReadAtLeastAsync(_buffer, length, throwOnEndOfStream: false) == length;
    }
}
