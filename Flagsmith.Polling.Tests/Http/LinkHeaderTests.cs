using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Tests.Http;

public sealed class LinkHeaderTests
{
    // The first is Flagsmith's own.
    [TestCase("""</api/v1/environment-document/?page_id=identity_override%3A60074%3A3035e1fa>; rel="next" """, "/api/v1/environment-document/?page_id=identity_override%3A60074%3A3035e1fa")]
    [TestCase("<a>; rel=next", "a")]
    [TestCase("<a>;rel=next;title=x", "a")]
    [TestCase("""<a>; title="x" ; rel = "next" """, "a")]
    [TestCase("<a>; REL=\"NEXT\"", "a")]
    [TestCase("<a>; rel=\"prev next\"", "a")]
    [TestCase("<a>; rel=\"next\tlast\"", "a")]
    [TestCase("<a>; rel=prev, <b>; rel=next", "b")]
    [TestCase("<b>; rel=next, <a>; rel=prev", "b")]
    [TestCase("<a>; rel=next, <b>; rel=next", "a")]
    [TestCase(",, <a>; rel=next ,", "a")]
    [TestCase("<a>, <b>; rel=next", "b")]
    [TestCase("<a,b;c=\"d>; rel=next", "a,b;c=\"d")]
    [TestCase("""<a>; title="<x>; rel=next, <y>; rel=next"; rel=prev, <b>; rel=next""", "b")]
    [TestCase("""<a>; title="says \"no\", <x>"; rel=next""", "a")]
    [TestCase("""<a>; rel="ne\xt" """, "a")]
    [TestCase("<a>; title; rel=next", "a")]
    [TestCase("<a>; title=; rel=next", "a")]
    [TestCase("<a>;; rel=next", "a")]
    [TestCase("<a>; rel=\"next", "a")]
    [TestCase("<a>; anchor=\"#x\"; rel=next, <b>; rel=next", "b")]
    [TestCase("<>; rel=next", "")]
    public void FindNext_LinkToTheNextPage_IsItsTarget(string line, string target) => Find(line).Should().Be(target);

    [TestCase("")]
    [TestCase("next")]
    [TestCase("a; rel=next")]
    [TestCase("<a; rel=next")]
    [TestCase("<a")]
    [TestCase("<a>")]
    [TestCase("<a>; rel")]
    [TestCase("<a>; rel=")]
    [TestCase("<a>; rel=prev")]
    [TestCase("<a>; rel=nextpage")]
    [TestCase("<a>; rel=\"prev\"; rel=next")]
    [TestCase("<a>; rev=next")]
    [TestCase("<a>; rel*=next")]
    [TestCase("<a>; title=\"rel=next\"")]
    [TestCase("<a>; rel=\"prev\\")]
    [TestCase("<a> rel=next")]
    [TestCase("<a>; anchor=x; rel=next")]
    [TestCase("<a>; rel=next; anchor=x")]
    [TestCase("<a>; rel=\"prev\" x, <b>; rel=next")]
    public void FindNext_NoLinkToTheNextPage_IsNull(string line) => Find(line).Should().BeNull();

    [Test]
    public void FindNext_SeveralLines_AreReadInOrder()
    {
        Find("<a>; rel=prev", "<b>; rel=next", "<c>; rel=next").Should().Be("b");
        Find("<a", "<b>; rel=next").Should().Be("b", "what is malformed in one line says nothing about the next");
    }

    [Test]
    public void FindNext_NoHeader_IsNull() => Find().Should().BeNull();

    private static string? Find(params string[] lines)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Link", lines).Should().BeTrue();
        return LinkHeader.FindNext(response.Headers);
    }
}
