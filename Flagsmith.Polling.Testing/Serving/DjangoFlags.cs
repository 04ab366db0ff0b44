using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Flags in the responses of Flagsmith's own API.</summary>
internal sealed class DjangoFlags(LocalFlagsmithOptions options, EnvironmentState environment)
{
    /// <summary>Gets the header that says when the environment last changed.</summary>
    public (string, string) UpdatedAt => ("X-Flagsmith-Document-Updated-At", environment.UpdatedAt);

    public JsonArray List(IEnumerable<ServedFlag> flags, bool withVariant) => new([.. flags.Select(flag => ToJson(flag, withVariant))]);

    /// <summary>Responds to a request for one flag.</summary>
    public Response Single(IEnumerable<ServedFlag> flags, string name, StringComparison comparison, bool withVariant)
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
}
