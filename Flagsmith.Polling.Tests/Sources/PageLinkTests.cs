using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Tests.Sources;

/// <summary>Which page a link names, and when pages are of different documents.</summary>
public sealed class PageLinkTests
{
    private static readonly ApiRequest Request = ApiRequest.EnvironmentDocument(new FlagsmithPollingOptions { EnvironmentKey = "key", ApiUrl = new Uri("https://flags.test/api/v1/") });

    [TestCase("?page_id=3", "3")]
    [TestCase("?limit=10&page_id=3&after=2", "3")]
    [TestCase("?page_id=a+b", "a b")]
    [TestCase("?page_id=a%2Bb%26c", "a+b&c")]
    [TestCase("?page_id=a=b", "a=b")]
    [TestCase("?page_id=3&page_id=4", "3")]
    [TestCase("https://flags.test/elsewhere?page_id=3", "3")]
    public void Link_NamesAPage(string link, string id) => PageLink.IdOf(Request, link).Should().Be(id);

    [TestCase("", "names no page")]
    [TestCase("?page_id=", "names no page")]
    [TestCase("?page_id", "names no page")]
    [TestCase("?next_page_id=3", "names no page")]
    [TestCase("?PAGE_ID=3", "names no page")]
    [TestCase("https://flags.test:8443/?page_id=3", "leads to another server")]
    public void Link_NamesNoPageOfThisServer(string link, string why) =>
        FluentActions.Invoking(() => PageLink.IdOf(Request, link)).Should().Throw<FlagsmithApiException>().WithMessage($"*{why}*");

    [TestCase("1", false)]
    [TestCase("1 1 1", false)]
    [TestCase("1 2", true)]
    [TestCase("1 1 2", true)]
    [TestCase("1 - 1", false)] // a page that names no time says nothing
    [TestCase("1 - 2", true)]
    [TestCase("- -", false)]
    [TestCase("- 1", true)]
    public void Pages_AreTorn_WhereOneNamesAnotherTimeThanTheFirst(string times, bool isTorn)
    {
        DocumentPage[] pages = [.. times.Split(' ').Select(static time => new DocumentPage { UpdatedAt = time == "-" ? null : time })];

        new DocumentFetch(pages, Bodies: [], LastModified: null).IsTorn.Should().Be(isTorn);
    }
}
