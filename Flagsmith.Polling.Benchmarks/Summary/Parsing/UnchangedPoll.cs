using System.Buffers;
using Flagsmith.Polling.Benchmarks.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>What a poll whose body did not change allocates, beyond what the same request allocates by HttpClient alone.</summary>
internal sealed class UnchangedPoll(SampleEnvironment environment) : IDisposable
{
    private const int WarmUp = 200;
    private const int Polls = 500;

    private static readonly Uri Url = new(FlagsmithApiUrls.Core, "flags/");

    private readonly IHttpClientFactory _clients = environment.Services.GetRequiredService<IHttpClientFactory>();

    private readonly CancellationTokenSource _stopping = new();

    public async Task<(double Poll, double Bare)> MeasureAsync()
    {
        var version = environment.Provider.Current.Version;
        var poll = await BytesOfAsync(() => environment.Provider.RefreshAsync());
        var bare = await BytesOfAsync(AskAsync);
        return environment.Provider.Current.Version == version ? (poll, bare) : throw new InvalidOperationException("The body changed.");
    }

    public void Dispose() => _stopping.Dispose();

    private static async Task<double> BytesOfAsync(Func<Task> ask)
    {
        var before = 0L;
        for (var poll = -WarmUp; poll < Polls; poll++)
        {
            before = poll == 0 ? GC.GetTotalAllocatedBytes(precise: true) : before;
            await ask();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Polls;
    }

    // With a token that can be cancelled, as every service passes one that ends with it.
    private async Task AskAsync()
    {
        using var client = _clients.CreateClient(FlagsmithPollingDefaults.HttpClientName);
        using var message = new HttpRequestMessage(HttpMethod.Get, Url);
        message.Headers.TryAddWithoutValidation("X-Environment-Key", "benchmark");
        message.Headers.Accept.ParseAdd("application/json");
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, _stopping.Token);
        await using var body = await response.Content.ReadAsStreamAsync(_stopping.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        while (await body.ReadAsync(buffer, _stopping.Token) > 0)
        {
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
