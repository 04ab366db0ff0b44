using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The requests to <c>traits/</c> and below on Flagsmith's own API.</summary>
internal sealed class DjangoTraits(LocalFlagsmithOptions options, IdentityStore identities, DjangoKeys keys)
{
    private const string ClientTraitsRefused = "Setting traits not allowed with client key.";

    private static readonly (string, string)[] PostVary = [("Vary", "Accept, origin")];

    public Response Set(RecordedRequest request)
    {
        if (Refuse(request, DjangoBodyReader.Errors("non_field_errors", ClientTraitsRefused)) is { } refused)
        {
            return refused.With(PostVary);
        }

        if (DjangoBodyReader.Parse(request, out var refusal) is not { } body)
        {
            return refusal!.With(PostVary);
        }

        var read = DjangoBodyReader.ReadSingleTrait(body);
        if (read is not { Trait.Value: not null } set)
        {
            return DjangoBodyReader.Errors("trait_value", read is null ? "This field is required." : "This field may not be null.").With(PostVary);
        }

        return Response.OfJson(200, Store(set.Identifier, set.Trait)).With(PostVary);
    }

    public Response SetMany(RecordedRequest request)
    {
        if (Refuse(request, Response.OfPage(400, "Bad Request (400)")) is { } refused)
        {
            return refused.With(PostVary);
        }

        var body = DjangoBodyReader.Parse(request, out var refusal);
        var items = (body as JsonArray)?.Select(DjangoBodyReader.ReadSingleTrait).ToList();
        if (items is null || items.Any(item => item is null))
        {
            return (refusal ?? DjangoBodyReader.Detail(400, "Invalid request data")).With(PostVary);
        }

        var stored = items.Select(item => Store(item!.Value.Identifier, item.Value.Trait)).ToList();
        return Response.OfJson(200, new JsonArray([.. stored.Where(trait => trait["trait_value"] is not null)])).With(PostVary);
    }

    public Response Increment(RecordedRequest request)
    {
        if (Refuse(request, DjangoBodyReader.Errors("non_field_errors", ClientTraitsRefused)) is { } refused)
        {
            return refused.With(PostVary);
        }

        if (DjangoBodyReader.Parse(request, out var refusal) is not JsonObject body
            || body["identifier"]?.GetValueKind() != JsonValueKind.String || body["trait_key"]?.GetValueKind() != JsonValueKind.String
            || body["increment_by"] is not JsonValue increment || !increment.TryGetValue<long>(out var by))
        {
            return (refusal ?? DjangoBodyReader.Detail(400, "Invalid request data")).With(PostVary);
        }

        var (identifier, key) = (body["identifier"]!.GetValue<string>(), body["trait_key"]!.GetValue<string>());
        var identity = identities.FindOrCreate(identifier);
        long before = 0;
        if (identity.Traits.TryGetValue(key, out var trait) && !(trait.Value is JsonValue value && value.TryGetValue(out before)))
        {
            return Response.OfJson(400, new JsonArray("Trait is not an integer.")).With(PostVary);
        }

        identities.Set(identity, key, before + by);
        return Response.OfJson(200, new JsonObject { ["trait_key"] = key, ["trait_value"] = before + by, ["identifier"] = identifier }).With(PostVary);
    }

    private JsonObject Store(string identifier, SentTrait trait)
    {
        identities.Set(identities.FindOrCreate(identifier), trait.Key, trait.Value);
        return new JsonObject
        {
            ["identity"] = new JsonObject { ["identifier"] = identifier },
            ["trait_value"] = trait.Value?.DeepClone(),
            ["trait_key"] = trait.Key,
        };
    }

    private Response? Refuse(RecordedRequest request, Response ofClient) =>
        request.Method == "GET" ? null
        : !options.PersistTraits ? DjangoBodyReader.Detail(403, "Organisation is not authorised to store traits.")
        : keys.MaySetTraits(request) ? null
        : ofClient;
}
