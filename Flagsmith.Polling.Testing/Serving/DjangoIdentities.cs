using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The requests to <c>identities/</c> on Flagsmith's own API.</summary>
internal sealed class DjangoIdentities(LocalFlagsmithOptions options, EnvironmentState environment, IdentityStore identities, DjangoKeys keys, DjangoFlags bodies)
{
    private static readonly (string, string)[] GetVary = [("Vary", "X_ENVIRONMENT_KEY, Accept, origin")];
    private static readonly (string, string)[] PostVary = [("Vary", "Accept, origin")];

    public Response Get(RecordedRequest request)
    {
        var identifier = request.Query.GetValueOrDefault("identifier", "");
        if (identifier.Length == 0)
        {
            return DjangoBodyReader.Detail(200, "Missing identifier").With(GetVary);
        }

        // "false" is a text that is not empty, so to Flagsmith it is true.
        var isTransient = request.Query.GetValueOrDefault("transient", "").Length > 0;
        var identity = isTransient ? null : identities.FindOrCreate(identifier);
        var traits = IdentityStore.Merge(identity, [], allTransient: false);
        var flags = Evaluate(request, new AskedUser(identifier, identity?.Id, HasOverrides: !isTransient, traits));
        return request.Query.TryGetValue("feature", out var name)
            ? bodies.Single(flags, name, StringComparison.Ordinal, withVariant: true).With(bodies.UpdatedAt).With(GetVary)
            : Identified(identifier, traits, flags).With(GetVary);
    }

    public Response Post(RecordedRequest request)
    {
        var body = DjangoBodyReader.Parse(request, out var refusal);
        var asked = body is null ? null : DjangoBodyReader.ReadIdentity(body, out refusal);
        return asked is null ? refusal!.With(PostVary) : Identify(request, asked).With(PostVary);
    }

    private Response Identify(RecordedRequest request, IdentityRequest asked)
    {
        IReadOnlyList<SentTrait> sent = keys.MaySetTraits(request) ? asked.Traits : [];
        var isTransient = asked.IsTransient || asked.Identifier is null;
        var identifier = asked.Identifier ?? MakeUp(sent);
        var identity = isTransient ? identities.Find(identifier) : identities.FindOrCreate(identifier);
        var traits = isTransient || !options.PersistTraits
            ? IdentityStore.Merge(identity, sent, allTransient: isTransient)
            : identities.Store(identity!, sent);
        return Identified(identifier, traits, Evaluate(request, new AskedUser(identifier, identity?.Id, HasOverrides: true, traits)));
    }

    private IEnumerable<ServedFlag> Evaluate(RecordedRequest request, AskedUser user) =>
        environment.Evaluate(user, keys.IsServer(request), options.HideDisabledFlags || environment.HidesDisabledFlags);

    private Response Identified(string identifier, IEnumerable<ReturnedTrait> traits, IEnumerable<ServedFlag> flags) => Response.OfJson(
        200,
        new JsonObject
        {
            ["identifier"] = identifier,
            ["traits"] = new JsonArray(options.HideSensitiveData ? [] : [.. traits.Select(trait => trait.ToFullJson())]),
            ["flags"] = bodies.List(flags, withVariant: true),
        },
        bodies.UpdatedAt);

    /// <summary>The identifier of a user who has none: made of the traits, so that equal traits are one user, or by chance.</summary>
    private static string MakeUp(IReadOnlyList<SentTrait> traits) => traits.Count == 0
        ? Guid.NewGuid().ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Concat(traits.OrderBy(trait => trait.Key, StringComparer.Ordinal).Select(trait => trait.Key + PythonText.Of(trait.Value))))));
}
