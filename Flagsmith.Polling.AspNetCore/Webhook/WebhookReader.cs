using System.Text.Json;

namespace Flagsmith.Polling.AspNetCore.Webhook;

/// <summary>Reads the posts of Flagsmith's environment webhooks. Whatever they contain: what is not known is a hint about all users, the most that can have changed.</summary>
internal static class WebhookReader
{
    /// <summary>Reads what has changed.</summary>
    /// <param name="body">The body, whose signature is valid.</param>
    public static WebhookHint Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // no JSON; a text that is no UTF-16
        {
            return new WebhookHint(WebhookHintKind.Users);
        }
    }

    private static WebhookHint Read(JsonElement post)
    {
        var data = Member(post, "data");
        var state = Member(data, "new_state") is { ValueKind: JsonValueKind.Object } changed ? changed : Member(data, "previous_state");
        var environment = Member(Member(state, "environment"), "id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt64(out var number) ? number : default(long?);
        if (!IsFlagEvent(Member(post, "event_type")) || state.ValueKind != JsonValueKind.Object || HasValue(state, "feature_segment"))
        {
            return new WebhookHint(WebhookHintKind.Users, environment);
        }

        return Member(state, "identity_identifier") is { ValueKind: JsonValueKind.String } identifier && identifier.GetString() is { Length: > 0 } user
            ? new WebhookHint(WebhookHintKind.User, environment, user)
            : new WebhookHint(HasValue(state, "identity") || HasValue(state, "identity_identifier") ? WebhookHintKind.Users : WebhookHintKind.Environment, environment);
    }

    private static bool IsFlagEvent(JsonElement type) =>
        type.ValueKind == JsonValueKind.String && (type.ValueEquals("FLAG_UPDATED"u8) || type.ValueEquals("FLAG_DELETED"u8));

    private static bool HasValue(JsonElement of, string name) => Member(of, name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    private static JsonElement Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;
}
