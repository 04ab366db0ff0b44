using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Flagsmith's own API (the Core API, in Django), as recorded from version 2.265.0.</summary>
internal sealed class DjangoApi : ILocalApi
{
    private static readonly (string, string)[] FlagsVary = [("Vary", "X_ENVIRONMENT_KEY, origin")];
    private static readonly (string, string)[] PostVary = [("Vary", "Accept, origin")];

    private readonly LocalFlagsmithOptions _options;
    private readonly EnvironmentState _environment;
    private readonly DjangoKeys _keys;
    private readonly DjangoFlags _bodies;
    private readonly DjangoIdentities _identities;
    private readonly DjangoTraits _traits;
    private readonly DjangoDocument _document;

    public DjangoApi(LocalFlagsmithOptions options, EnvironmentState environment, IdentityStore identities, DocumentState document)
    {
        _options = options;
        _environment = environment;
        _keys = new DjangoKeys(options);
        _bodies = new DjangoFlags(options, environment);
        _identities = new DjangoIdentities(options, environment, identities, _keys, _bodies);
        _traits = new DjangoTraits(options, identities, _keys);
        _document = new DjangoDocument(document);
    }

    public Response Respond(RecordedRequest request) => request.Path switch
    {
        "flags/" => Route(request, "GET, HEAD, OPTIONS", Flags),
        "identities/" => Route(request, "GET, POST, HEAD, OPTIONS", request.Method == "POST" ? _identities.Post : _identities.Get),
        "traits/" => Route(request, "POST, OPTIONS", _traits.Set),
        "traits/bulk/" => Route(request, "PUT, OPTIONS", _traits.SetMany),
        "traits/increment-value/" => Route(request, "POST, OPTIONS", _traits.Increment),
        "analytics/flags/" => Route(request, "POST, OPTIONS", Count),
        DjangoDocument.Path when _document.IsServed => Route(request, "GET, HEAD, OPTIONS", _document.Get, isForServers: true),
        "environment-document" when !_document.IsServed => NotFound(),
        "environment-document" or "flags" or "identities" or "traits" or "traits/bulk" or "traits/increment-value" or "analytics/flags" =>
            Response.Redirect(301, "text/html; charset=utf-8", LocalFlagsmith.BasePath + request.Path + "/"),
        _ => NotFound(),
    };

    private static Response NotFound() => Response.OfPage(404, "Not Found", "The requested resource was not found on this server.");

    private Response Route(RecordedRequest request, string allowed, Func<RecordedRequest, Response> respond, bool isForServers = false)
    {
        var response = request.Method == "OPTIONS" ? Describe(request)
            : _keys.Refuse(request, isForServers)
            ?? (allowed.Split(", ").Contains(request.Method) ? respond(request) : DjangoBodyReader.Detail(405, $"Method \"{request.Method}\" not allowed."));
        return response.Status == 500 ? response : response.With(("Allow", allowed));
    }

    private static Response Describe(RecordedRequest request) => Response.OfJson(200, new JsonObject
    {
        ["name"] = request.Path switch
        {
            "flags/" => "Sdk Feature States",
            "identities/" => "Sdk Identities",
            "analytics/flags/" => "Sdk Analytics Flags",
            DjangoDocument.Path => "Sdk Environment Api",
            _ => "Sdk Traits",
        },
        ["description"] = "",
        ["renders"] = new JsonArray("application/json"),
        ["parses"] = new JsonArray("application/json", "application/x-www-form-urlencoded", "multipart/form-data"),
    });

    private Response Flags(RecordedRequest request)
    {
        // While disabled flags are hidden, Flagsmith forgets to hide those for servers only.
        var hideDisabled = _options.HideDisabledFlags || _environment.HidesDisabledFlags;
        var flags = _environment.List(_keys.IsServer(request) || hideDisabled, hideDisabled);
        return request.Query.TryGetValue("feature", out var name)
            ? _bodies.Single(flags, name, StringComparison.OrdinalIgnoreCase, withVariant: false).With(FlagsVary)
            : Response.OfJson(200, _bodies.List(flags, withVariant: false), _bodies.UpdatedAt).With(FlagsVary);
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
}
