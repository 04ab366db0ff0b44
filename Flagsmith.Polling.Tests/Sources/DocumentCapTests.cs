using System.Text;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Sources;

/// <summary>The bounds of a document, to the byte and to the flag.</summary>
public sealed class DocumentCapTests
{
    private static readonly string[] States = [Documents.State("a"), Documents.State("b")];

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task Bytes_OfAllPages_AtTheCapAreTaken(int missing, bool isTaken)
    {
        var (first, second) = (Documents.Of(States).PadRight(2_000), Documents.Of(States).PadRight(1_500));
        await using var polling = Host(options => options.MaxBodyBytes = first.Length + second.Length - missing);
        polling.Api.Response = (request, _) => request.RequestUri!.Query.Length == 0 ? Page(first, "<?page_id=2>; rel=next") : Page(second);

        await ShouldBeTakenAsync(polling, isTaken, "MaxBodyBytes");
    }

    [TestCase(2, true)]
    [TestCase(1, false)]
    public async Task Flags_AtTheCapAreTaken(int most, bool isTaken)
    {
        await using var polling = Host(options => options.MaxFlags = most);
        polling.Api.RespondJson(Documents.Of(States));

        await ShouldBeTakenAsync(polling, isTaken, "MaxFlags");
    }

    private static async Task ShouldBeTakenAsync(PollingHost polling, bool isTaken, string setting)
    {
        var refresh = polling.Flags.Awaiting(static flags => flags.RefreshAsync());

        await (isTaken ? refresh.Should().NotThrowAsync() : (Task)refresh.Should().ThrowAsync<FlagsmithApiException>().WithMessage($"*{setting}*"));
        polling.Flags.Current.Flags.Should().HaveCount(isTaken ? 2 : 0);
    }

    private static PollingHost Host(Action<FlagsmithPollingOptions> configure) => new(options =>
    {
        options.Mode = FlagsmithMode.LocalEvaluation;
        configure(options);
    });

    private static Task<HttpResponseMessage> Page(string body, string? link = null)
    {
        var response = new HttpResponseMessage { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        _ = link is not null && response.Headers.TryAddWithoutValidation("Link", link);
        return Task.FromResult(response);
    }
}
