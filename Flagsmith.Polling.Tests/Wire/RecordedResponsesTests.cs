using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

public sealed class RecordedResponsesTests
{
    [TestCaseSource(typeof(RecordedExchange), nameof(RecordedExchange.FlagResponses))]
    public void Read_RecordedResponse_GivesTheRecordedFlags(string body)
    {
        // "?feature=" responds with the flag alone.
        var list = body.StartsWith('[') ? body : $"[{body}]";

        var read = FlagListReader.Read(Encoding.UTF8.GetBytes(list));

        read.Malformed.Should().Be(0);
        using var document = JsonDocument.Parse(list);
        var recorded = document.RootElement.EnumerateArray().ToArray();
        read.Flags.Should().HaveSameCount(recorded);
        foreach (var (flag, json) in read.Flags.Zip(recorded))
        {
            Describe(flag).Should().Be(Describe(json));
        }
    }

    [Test]
    public void FlagResponses_HoldsBothServers() => RecordedExchange.FlagResponses().Should().HaveCountGreaterThan(15);

    // Read independently of the library, member by member.
    private static string Describe(JsonElement flag)
    {
        var feature = flag.GetProperty("feature");
        var value = flag.GetProperty("feature_state_value");
        var kind = value.ValueKind switch
        {
            JsonValueKind.String => FlagValueKind.String,
            JsonValueKind.Number => FlagValueKind.Integer,
            JsonValueKind.True or JsonValueKind.False => FlagValueKind.Boolean,
            _ => FlagValueKind.Null,
        };
        return string.Join(
            '|',
            Text(flag, "id"),
            Text(flag, "enabled"),
            kind,
            value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : value.ToString(),
            Text(flag, "environment"),
            Text(feature, "id"),
            Text(feature, "name"),
            Text(feature, "type"),
            Text(feature, "description"),
            feature.TryGetProperty("created_date", out var date) && date.ValueKind == JsonValueKind.String ? date.GetDateTimeOffset().Ticks : null,
            Text(feature, "initial_value"),
            Text(feature, "default_enabled"));
    }

    private static string Describe(FlagState flag) => string.Join(
        '|',
        flag.Id,
        flag.Enabled,
        flag.Value.Kind,
        flag.Value.ToString(),
        flag.EnvironmentId,
        flag.Feature.Id,
        flag.Feature.Name,
        flag.Feature.Type,
        flag.Feature.Description,
        flag.Feature.CreatedDate?.Ticks,
        flag.Feature.InitialValue,
        flag.Feature.DefaultEnabled);

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var member) ? member.ToString() : null;
}
