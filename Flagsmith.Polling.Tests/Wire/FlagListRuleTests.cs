using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>An array in which nothing is a flag is not taken for an environment without flags.</summary>
public sealed class FlagListRuleTests
{
    [TestCase("[]", true)]
    [TestCase("[7]", false)]
    [TestCase("[{\"enabled\":true},null]", false)]
    [TestCase("[{\"feature\":{\"name\":\"f\"},\"enabled\":true}]", true)]
    [TestCase("[7,{\"feature\":{\"name\":\"f\"},\"enabled\":true},7]", true)]
    public void RefuseNoFlagAtAll_ListWithEntriesAndNoFlag_Throws(string body, bool isGood)
    {
        var refusing = FluentActions.Invoking(() => FlagListRule.RefuseNoFlagAtAll(FlagListReader.Read(Encoding.UTF8.GetBytes(body))));

        if (isGood)
        {
            refusing.Should().NotThrow();
        }
        else
        {
            refusing.Should().Throw<JsonException>();
        }
    }
}
