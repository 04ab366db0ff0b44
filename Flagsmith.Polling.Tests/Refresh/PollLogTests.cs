using System.Net;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>What the log says of polls, whatever their order: a table of sequences.</summary>
public sealed class PollLogTests
{
    private const string Broken = """[{"feature":{"id":1,"name":"a"},"enabled":true,"feature_state_value":"\ud83d"}]""";
    private const string TwoBroken = """[{"feature":{"id":1,"name":"a"},"enabled":true,"feature_state_value":"\ud83d"},{"feature":{"id":2,"name":"b"},"enabled":true,"feature_state_value":"\ud83d"}]""";

    private static readonly string[] OfPolls = ["Polled", "OutageBegan", "StillFailing", "OutageEnded", "ValuesBroken", "FlagsSkipped"];

    /// <summary>Polls, ten seconds apart: new flags, the same, an error, one and two broken values, a skipped flag; and the lines.</summary>
    [TestCase("new", "Polled True")]
    [TestCase("new same", "Polled True, Polled False")]
    [TestCase("new error", "Polled True, OutageBegan")]
    [TestCase("new error error error", "Polled True, OutageBegan, StillFailing 2, StillFailing 3")]
    [TestCase("new error new", "Polled True, OutageBegan, OutageEnded 1 after 10, Polled True")]
    [TestCase("new error error same", "Polled True, OutageBegan, StillFailing 2, OutageEnded 2 after 20, Polled False")]
    [TestCase("new error same error same", "Polled True, OutageBegan, OutageEnded 1 after 10, Polled False, OutageBegan, OutageEnded 1 after 10, Polled False")]
    [TestCase("broken", "ValuesBroken 1, Polled True")]
    [TestCase("broken broken", "ValuesBroken 1, Polled True, Polled False")]
    [TestCase("broken two", "ValuesBroken 1, Polled True, ValuesBroken 2, Polled True")]
    [TestCase("broken new broken", "ValuesBroken 1, Polled True, Polled True, ValuesBroken 1, Polled True")]
    [TestCase("new skipped", "Polled True, FlagsSkipped 1, Polled True")]
    public async Task Polls_AreLogged(string polls, string lines)
    {
        await using var polling = new PollingHost(options => (options.StartupPolicy, options.PollInterval) = (StartupPolicy.DoNotWait, TimeSpan.FromHours(1)));
        polling.Api.Response = (_, _) => throw new InvalidOperationException("not yet");
        var number = 0;
        foreach (var poll in polls.Split(' '))
        {
            Respond(polling.Api, poll, ref number);
            await RefreshAsync(polling.Flags, isError: poll == "error");
            polling.Time.Advance(TimeSpan.FromSeconds(10));
        }

        string.Join(", ", polling.Logs.Lines.Where(line => OfPolls.Contains(line.Event)).Select(Describe)).Should().Be(lines);
    }

    private static void Respond(StubApi api, string poll, ref int number)
    {
        switch (poll)
        {
            case "new":
                api.RespondJson(Bodies.List(Bodies.Flag("a", value: $"{++number}")));
                break;
            case "error":
                api.RespondStatus(HttpStatusCode.BadGateway);
                break;
            case "same":
                api.RespondJson(Bodies.List(Bodies.Flag("a", value: $"{number}")));
                break;
            case "skipped":
                api.RespondJson(Bodies.List(Bodies.Flag("a", value: "99"), "{}"));
                break;
            default:
                api.RespondJson(poll == "broken" ? Broken : TwoBroken);
                break;
        }
    }

    private static async Task RefreshAsync(IFlagProvider flags, bool isError)
    {
        try
        {
            await flags.RefreshAsync();
            isError.Should().BeFalse();
        }
        catch (FlagsmithApiException)
        {
            isError.Should().BeTrue();
        }
    }

    private static string Describe((Microsoft.Extensions.Logging.LogLevel Level, string? Event, string Text) line) => line.Event switch
    {
        "Polled" => $"Polled {line.Text.Split(": ")[1].TrimEnd('.')}",
        "StillFailing" => $"StillFailing {line.Text.Split('(')[1].Split(' ')[0]}",
        "OutageEnded" => $"OutageEnded {line.Text.Split("after ")[1].Split(' ')[0]} after {TimeSpan.Parse(line.Text.Split(" in ")[1].TrimEnd('.'), System.Globalization.CultureInfo.InvariantCulture).TotalSeconds}",
        "ValuesBroken" => $"ValuesBroken {line.Text.Split("of ")[1].Split(' ')[0]}",
        "FlagsSkipped" => $"FlagsSkipped {line.Text.Split(' ')[1]}",
        _ => line.Event!,
    };
}
