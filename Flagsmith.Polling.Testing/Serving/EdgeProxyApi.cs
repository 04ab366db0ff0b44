using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Flagsmith's Edge Proxy, as recorded from version 2.23.0: slim bodies, nothing stored.</summary>
internal sealed class EdgeProxyApi(LocalFlagsmithOptions options, EnvironmentState environment, DocumentState document, Func<Uri> address) : ILocalApi
{
    private const int MaxTextCharacters = 2000;
    private const string KeyHeader = "X-Environment-Key";

    public Response Respond(RecordedRequest request) => request.Path switch
    {
        "flags/" => Route(request, "GET", Flags),
        "identities/" => Route(request, "GET, POST", request.Method == "POST" ? Identify : Identity),
        "flags" or "identities" => Response.Redirect(307, null, new Uri(address(), request.Path + "/").ToString()),
        "environment-document/" when document.IsSet => RedirectToDocument(request),
        "environment-document" when document.IsSet => Document(request),
        _ => Detail(404, "Not Found"),
    };

    private Response Route(RecordedRequest request, string allowed, Func<RecordedRequest, Response> respond)
    {
        if (!allowed.Split(", ").Contains(request.Method))
        {
            return Detail(405, "Method Not Allowed").With(("Allow", request.Path == "flags/" ? "GET" : "POST"));
        }

        if (!request.Headers.TryGetValue(KeyHeader, out var key))
        {
            return Response.OfText(500, "text/plain; charset=utf-8", "Internal Server Error");
        }

        return IsKnown(key) ? respond(request) : Fault(401, "unauthorized", $"unknown key '{key}'");
    }

    // To http and to the host that was asked, whatever a balancer in between has made of it.
    private static Response RedirectToDocument(RecordedRequest request) => Response.Redirect(
        307,
        null,
        $"http://{request.Headers.GetValueOrDefault("Host")}{LocalFlagsmith.BasePath}{request.Path.TrimEnd('/')}{QueryString.Create(request.Query.Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value)))}");

    // Whole, whatever the request asks for, and to both keys.
    private Response Document(RecordedRequest request)
    {
        if (request.Method != "GET")
        {
            return Detail(405, "Method Not Allowed").With(("Allow", "GET"));
        }

        var key = request.Headers.GetValueOrDefault(KeyHeader);
        return key is not null && IsKnown(key)
            ? new Response(200, Response.Json, document.Whole)
            : Fault(401, "unauthorized", $"unknown key {(key is null ? "None" : $"'{key}'")}");
    }

    private bool IsKnown(string key) => key == options.EnvironmentKey || key == options.ServerSideKey;

    private Response Flags(RecordedRequest request)
    {
        var flags = environment.List(IsServer(request), HidesDisabled(request));
        if (!request.Query.TryGetValue("feature", out var name))
        {
            return Response.OfJson(200, new JsonArray([.. flags.Select(flag => RespondJson.Slim(flag.State))]));
        }

        foreach (var flag in flags)
        {
            if (string.Equals(flag.State.Feature.Name, name, StringComparison.Ordinal))
            {
                return Response.OfJson(200, RespondJson.Slim(flag.State));
            }
        }

        return Fault(404, "not_found", $"feature '{name}' not found");
    }

    private Response Identity(RecordedRequest request) => request.Query.TryGetValue("identifier", out var identifier)
        ? Identified(request, identifier, [])
        : Invalid(Problem("missing", "Field required", null, "query", "identifier"));

    private Response Identify(RecordedRequest request)
    {
        if (request.Body.Length == 0)
        {
            return Invalid(Problem("missing", "Field required", null, "body"));
        }

        JsonNode? body;
        try
        {
            body = JsonNode.Parse(request.Body);
        }
        catch (JsonException cause)
        {
            var problem = Problem("json_invalid", "JSON decode error", new JsonObject(), "body", cause.BytePositionInLine);
            problem["ctx"] = new JsonObject { ["error"] = "Expecting value" };
            return Invalid(problem);
        }

        // Without a content type the proxy takes the body for JSON; another than JSON makes it a text.
        var contentType = request.Headers.GetValueOrDefault("Content-Type", "");
        return body is not JsonObject root || (contentType.Length > 0 && !contentType.Contains("json", StringComparison.OrdinalIgnoreCase))
            ? Invalid(Problem("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", body is JsonObject ? request.Body : body?.DeepClone(), "body"))
            : Identify(request, root);
    }

    private Response Identify(RecordedRequest request, JsonObject root)
    {
        if (!root.TryGetPropertyValue("identifier", out var identifier))
        {
            return Invalid(Problem("missing", "Field required", root.DeepClone(), "body", "identifier"));
        }

        if (identifier?.GetValueKind() != JsonValueKind.String)
        {
            return Invalid(Problem("string_type", "Input should be a valid string", identifier?.DeepClone(), "body", "identifier"));
        }

        if (root.TryGetPropertyValue("traits", out var traits) && traits is not JsonArray)
        {
            return Invalid(Problem("list_type", "Input should be a valid list", traits?.DeepClone(), "body", "traits"));
        }

        var items = (traits as JsonArray ?? []).ToList();
        var problems = items.SelectMany((item, index) => Check(item as JsonObject ?? [], index)).ToArray();
        return problems.Length > 0
            ? Invalid(problems)
            : Identified(request, identifier.GetValue<string>(), [.. items.Select(item => new ReturnedTrait(item!["trait_key"]!.GetValue<string>(), item["trait_value"], null, IsTransient: false))]);
    }

    private static IEnumerable<JsonObject> Check(JsonObject item, int index)
    {
        if (item["trait_key"]?.GetValueKind() != JsonValueKind.String)
        {
            yield return Problem("missing", "Field required", item.DeepClone(), "body", "traits", index, "trait_key");
        }

        var value = item["trait_value"];
        if (value is JsonArray or JsonObject)
        {
            foreach (var (type, article, kind) in new[] { ("str", "a", "string"), ("int", "an", "integer"), ("float", "a", "number"), ("bool", "a", "boolean") })
            {
                yield return Problem(kind + "_type", $"Input should be a valid {kind}", value.DeepClone(), "body", "traits", index, "trait_value", type);
            }
        }
        else if (value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length > MaxTextCharacters)
        {
            var problem = Problem("string_too_long", $"String should have at most {MaxTextCharacters} characters", value.DeepClone(), "body", "traits", index, "trait_value");
            problem["ctx"] = new JsonObject { ["max_length"] = MaxTextCharacters, ["actual_length"] = value.GetValue<string>().Length };
            yield return problem;
        }
    }

    private Response Identified(RecordedRequest request, string identifier, IReadOnlyList<ReturnedTrait> traits)
    {
        var flags = environment.Evaluate(new AskedUser(identifier, IdentityId: null, HasOverrides: true, traits), IsServer(request), HidesDisabled(request));
        return Response.OfJson(200, new JsonObject
        {
            ["identifier"] = identifier,
            ["traits"] = new JsonArray([.. traits.Select(trait => trait.ToSlimJson())]),
            ["flags"] = new JsonArray([.. flags.Select(flag => RespondJson.Slim(flag.State))]),
        });
    }

    private bool IsServer(RecordedRequest request) => request.Headers[KeyHeader] == options.ServerSideKey;

    private bool HidesDisabled(RecordedRequest request) => (options.HideDisabledFlags || environment.HidesDisabledFlags) && !IsServer(request);

    private static JsonObject Problem(string type, string message, JsonNode? input, params object?[] location) => new()
    {
        ["type"] = type,
        ["loc"] = new JsonArray([.. location.Select(part => part is string text ? JsonValue.Create(text) : JsonValue.Create(Convert.ToInt64(part, System.Globalization.CultureInfo.InvariantCulture)))]),
        ["msg"] = message,
        ["input"] = input,
    };

    private static Response Invalid(params JsonObject[] problems) => Response.OfJson(422, new JsonObject { ["detail"] = new JsonArray([.. problems]) });

    private static Response Fault(int status, string kind, string message) => Response.OfJson(status, new JsonObject { ["status"] = kind, ["message"] = message });

    private static Response Detail(int status, string text) => Response.OfJson(status, new JsonObject { ["detail"] = text });
}
