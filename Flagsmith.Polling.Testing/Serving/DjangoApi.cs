using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Flagsmith's own API (the Core API, in Django), as recorded from version 2.265.0.</summary>
internal sealed class DjangoApi(LocalFlagsmithOptions options, EnvironmentState environment, IdentityStore identities) : ILocalApi
{
    private const string KeyHeader = "X-Environment-Key";
    private const string ClientTraitsRefused = "Setting traits not allowed with client key.";

    private static readonly (string, string)[] FlagsVary = [("Vary", "X_ENVIRONMENT_KEY, origin")];
    private static readonly (string, string)[] IdentityVary = [("Vary", "X_ENVIRONMENT_KEY, Accept, origin")];
    private static readonly (string, string)[] PostVary = [("Vary", "Accept, origin")];

    public Response Respond(RecordedRequest request) => request.Path switch
    {
        "flags/" => Route(request, "GET, HEAD, OPTIONS", Flags),
        "identities/" => Route(request, "GET, POST, HEAD, OPTIONS", request.Method == "POST" ? Identify : Identity),
        "traits/" => Route(request, "POST, OPTIONS", SetTrait),
        "traits/bulk/" => Route(request, "PUT, OPTIONS", SetTraits),
        "traits/increment-value/" => Route(request, "POST, OPTIONS", Increment),
        "analytics/flags/" => Route(request, "POST, OPTIONS", Count),
        "flags" or "identities" or "traits" or "traits/bulk" or "traits/increment-value" or "analytics/flags" =>
            Response.Redirect(301, "text/html; charset=utf-8", LocalFlagsmith.BasePath + request.Path + "/"),
        _ => Response.OfPage(404, "Not Found", "The requested resource was not found on this server."),
    };

    private Response Route(RecordedRequest request, string allowed, Func<RecordedRequest, Response> respond)
    {
        var response = request.Method == "OPTIONS" ? Describe(request)
            : Refuse(request)
            ?? (allowed.Split(", ").Contains(request.Method) ? respond(request) : DjangoBodyReader.Detail(405, $"Method \"{request.Method}\" not allowed."));
        return response.Status == 500 ? response : response.With(("Allow", allowed));
    }

    private static Response Describe(RecordedRequest request) => Response.OfJson(200, new JsonObject
    {
        ["name"] = request.Path switch { "flags/" => "Sdk Feature States", "identities/" => "Sdk Identities", "analytics/flags/" => "Sdk Analytics Flags", _ => "Sdk Traits" },
        ["description"] = "",
        ["renders"] = new JsonArray("application/json"),
        ["parses"] = new JsonArray("application/json", "application/x-www-form-urlencoded", "multipart/form-data"),
    });

    private Response? Refuse(RecordedRequest request)
    {
        var key = request.Headers.GetValueOrDefault(KeyHeader, "");
        if (key.Length == 0)
        {
            return DjangoBodyReader.Detail(403, "Invalid or missing Environment key");
        }

        if (key != options.EnvironmentKey && key != options.ServerSideKey)
        {
            return DjangoBodyReader.Detail(403, "Invalid or missing Environment Key");
        }

        return options.StopServingFlags ? DjangoBodyReader.Detail(403, "Organisation is disabled from serving flags.") : null;
    }

    private Response Flags(RecordedRequest request)
    {
        // While disabled flags are hidden, Flagsmith forgets to hide those for servers only.
        var forServer = IsServer(request) || options.HideDisabledFlags;
        var flags = environment.List(forServer, options.HideDisabledFlags);
        return request.Query.TryGetValue("feature", out var name)
            ? Single(flags, name, StringComparison.OrdinalIgnoreCase, withVariant: false).With(FlagsVary)
            : Response.OfJson(200, new JsonArray([.. flags.Select(flag => ToJson(flag, withVariant: false))]), UpdatedAt).With(FlagsVary);
    }

    private Response Identity(RecordedRequest request)
    {
        var identifier = request.Query.GetValueOrDefault("identifier", "");
        if (identifier.Length == 0)
        {
            return DjangoBodyReader.Detail(200, "Missing identifier").With(IdentityVary);
        }

        // "false" is a text that is not empty, so to Flagsmith it is true.
        var isTransient = request.Query.GetValueOrDefault("transient", "").Length > 0;
        var identity = isTransient ? null : identities.FindOrCreate(identifier);
        var traits = IdentityStore.Merge(identity, [], allTransient: false);
        var flags = Evaluate(request, isTransient ? null : identifier, identity, traits);
        return request.Query.TryGetValue("feature", out var name)
            ? Single(flags, name, StringComparison.Ordinal, withVariant: true).With(UpdatedAt).With(IdentityVary)
            : Identified(identifier, traits, flags).With(IdentityVary);
    }

    private Response Identify(RecordedRequest request)
    {
        var body = DjangoBodyReader.Parse(request, out var refusal);
        var asked = body is null ? null : DjangoBodyReader.ReadIdentity(body, out refusal);
        return asked is null ? refusal!.With(PostVary) : Identify(request, asked).With(PostVary);
    }

    private Response Identify(RecordedRequest request, IdentityRequest asked)
    {
        IReadOnlyList<SentTrait> sent = MaySetTraits(request) ? asked.Traits : [];
        var isTransient = asked.IsTransient || asked.Identifier is null;
        var identifier = asked.Identifier ?? MakeUp(sent);
        var identity = isTransient ? identities.Find(identifier) : identities.FindOrCreate(identifier);
        var traits = isTransient || !options.PersistTraits
            ? IdentityStore.Merge(identity, sent, allTransient: isTransient)
            : identities.Store(identity!, sent);
        return Identified(identifier, traits, Evaluate(request, identifier, identity, traits));
    }

    private Response SetTrait(RecordedRequest request)
    {
        if (RefuseTraits(request, DjangoBodyReader.Errors("non_field_errors", ClientTraitsRefused)) is { } refused)
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

    private Response SetTraits(RecordedRequest request)
    {
        if (RefuseTraits(request, Response.OfPage(400, "Bad Request (400)")) is { } refused)
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

    private Response Increment(RecordedRequest request)
    {
        if (RefuseTraits(request, DjangoBodyReader.Errors("non_field_errors", ClientTraitsRefused)) is { } refused)
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

    private static Response Count(RecordedRequest request)
    {
        if (DjangoBodyReader.Parse(request, out var refusal) is not { } body)
        {
            return refusal!.With(PostVary);
        }

        return (body is JsonObject
            ? new Response(200, null, default)
            : DjangoBodyReader.Errors("non_field_errors", "Expected a JSON object.")).With(PostVary);
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

    private IEnumerable<ServedFlag> Evaluate(RecordedRequest request, string? identifier, StoredIdentity? identity, IReadOnlyList<ReturnedTrait> traits) =>
        environment.Evaluate(identifier, identity?.Id, traits, IsServer(request), options.HideDisabledFlags);

    private Response Identified(string identifier, IEnumerable<ReturnedTrait> traits, IEnumerable<ServedFlag> flags) => Response.OfJson(
        200,
        new JsonObject
        {
            ["identifier"] = identifier,
            ["traits"] = new JsonArray(options.HideSensitiveData ? [] : [.. traits.Select(trait => trait.ToFullJson())]),
            ["flags"] = new JsonArray([.. flags.Select(flag => ToJson(flag, withVariant: true))]),
        },
        UpdatedAt);

    private Response Single(IEnumerable<ServedFlag> flags, string name, StringComparison comparison, bool withVariant)
    {
        foreach (var flag in flags)
        {
            if (string.Equals(flag.State.Feature.Name, name, comparison))
            {
                return Response.OfJson(200, ToJson(flag, withVariant));
            }
        }

        return DjangoBodyReader.Detail(404, "Given feature not found");
    }

    private JsonObject ToJson(ServedFlag flag, bool withVariant) => RespondJson.Full(flag, options.HideSensitiveData, withVariant);

    private (string, string) UpdatedAt => ("X-Flagsmith-Document-Updated-At", environment.UpdatedAt);

    private bool IsServer(RecordedRequest request) => request.Headers.GetValueOrDefault(KeyHeader) == options.ServerSideKey;

    private bool MaySetTraits(RecordedRequest request) => options.AllowClientTraits || IsServer(request);

    private Response? RefuseTraits(RecordedRequest request, Response ofClient) =>
        request.Method == "GET" ? null
        : !options.PersistTraits ? DjangoBodyReader.Detail(403, "Organisation is not authorised to store traits.")
        : MaySetTraits(request) ? null
        : ofClient;

    /// <summary>The identifier of a user who has none: made of the traits, so that equal traits are one user, or by chance.</summary>
    private static string MakeUp(IReadOnlyList<SentTrait> traits) => traits.Count == 0
        ? Guid.NewGuid().ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Concat(traits.OrderBy(trait => trait.Key, StringComparer.Ordinal).Select(trait => trait.Key + PythonText.Of(trait.Value))))));
}
