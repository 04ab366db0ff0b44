using System.Text;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>Whose response it is, as far as the response says so.</summary>
public sealed class ResponseIdentifierTests
{
    // What Python's str.strip takes away, of all characters there are.
    private static readonly int[] WhiteSpace =
    [
        0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
        0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    ];

    [TestCase("""{"flags":[]}""", null)]
    [TestCase("""{"identifier":null,"flags":[]}""", null)]
    [TestCase("""{"identifier":17,"flags":[]}""", null)]
    [TestCase("""{"identifier":{"identifier":"u"},"flags":[]}""", null)]
    [TestCase("""{"identifier":["u"],"flags":[]}""", null)]
    [TestCase("""{"identifier\ud800":"u","flags":[]}""", null)]
    [TestCase("""{"flags":[],"identifier":"u"}""", "u")]
    [TestCase("""{"identifier":"\u0075","flags":[]}""", "u")]
    [TestCase("""{"identifi\u0065r":"u","flags":[]}""", "u")]
    [TestCase("""{"identifier":"other","identifier":"u","flags":[]}""", "u")]
    [TestCase("""{"identifier":"u","identifier":5,"flags":[]}""", null)]
    [TestCase("""{"identifier":"u\ud83d","flags":[]}""", IdentityResponse.BrokenIdentifier)]
    [TestCase("""{"identifier":"u","flags":[],"identifier":"\ud83d"}""", IdentityResponse.BrokenIdentifier)]
    public void Read_Identifier_IsTheLastStringOfTheRoot(string body, string? expected)
    {
        Read(body).Identifier.Should().Be(expected);
        Read(body, "u").Identifier.Should().Be(expected);
        Read(body, "v").Identifier.Should().Be(expected);
    }

    [Test]
    public void Read_TheExpectedIdentifier_IsNotMadeAgain()
    {
        var expected = new string("ünï");

        Read("""{"identifier":"ünï","flags":[]}""", expected).Identifier.Should().BeSameAs(expected);
        Read("""{"identifier":"\u00fcn\u00ef","flags":[]}""", expected).Identifier.Should().BeSameAs(expected);
    }

    [TestCase(null, "u", true)]
    [TestCase("u", "u", true)]
    [TestCase("u", "v", false)]
    [TestCase("u", "U", false)]
    [TestCase("u", " u ", true)]
    [TestCase("u\u00A0", "u", true)]
    [TestCase("a b", "ab", false)]
    [TestCase("u", "u\u200B", false)]
    [TestCase("u", "u\u180E", false)]
    [TestCase("u", "u\uFEFF", false)]
    [TestCase("u", "u\u0000", false)]
    [TestCase("e\u0301", "\u00E9", false)]
    [TestCase("", "u", false)]
    [TestCase(IdentityResponse.BrokenIdentifier, "u", false)]
    public void IsFor_ComparesExactlyButForWhiteSpaceAtTheEnds(string? response, string identifier, bool expected) =>
        new IdentityResponse { Known = [], Unknown = [], Identifier = response }.IsFor(identifier).Should().Be(expected);

    [Test]
    public void IsFor_TakesAwayWhatTheServerTakesAway()
    {
        var response = new IdentityResponse { Known = [], Unknown = [], Identifier = "u" };

        Enumerable.Range(0, 0x10000).Where(character => response.IsFor($"{(char)character}u") || response.IsFor($"u{(char)character}")).Should().Equal(WhiteSpace);
    }

    [Test]
    public void ToString_ShowsNothingOfTheUser() =>
        Read("""{"identifier":"ada","traits":[{"trait_key":"plan","trait_value":"gold"}],"flags":[]}""").ToString().Should().Be(nameof(IdentityResponse));

    private static IdentityResponse Read(string body, string? expected = null) => IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), FlagBase.Empty, expectedIdentifier: expected);
}
