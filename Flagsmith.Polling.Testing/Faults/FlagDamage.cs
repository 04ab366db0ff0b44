using System.Text;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Damage to the flags of a body, be they the environment's, a user's or the default states of an environment document.</summary>
internal static class FlagDamage
{
    /// <summary>Takes members away: from the first flag one that is needed, from all flags those that are not.</summary>
    public static byte[] DropMembers(ReadOnlyMemory<byte> body) => Change(body, flags =>
    {
        flags[0].Remove("enabled");
        foreach (var flag in flags)
        {
            flag.Remove("id");
            flag.Remove("environment");
            flag.Remove("feature_segment");
            flag.Remove("django_id");
            flag.Remove("featurestate_uuid");
        }
    });

    public static byte[] NullMembers(ReadOnlyMemory<byte> body) => Change(body, flags => flags[0]["feature"] = null);

    public static byte[] MistypeMembers(ReadOnlyMemory<byte> body) => Change(body, flags => flags[0]["enabled"] = "yes");

    /// <summary>Changes the types of all members that are not needed, and adds members that nobody knows.</summary>
    public static byte[] MakeOdd(ReadOnlyMemory<byte> body) => Change(body, flags =>
    {
        foreach (var flag in flags)
        {
            (flag["id"], flag["environment"], flag["identity"], flag["feature_segment"]) = ("seven", new JsonObject(), "nobody", true);
            (flag["django_id"], flag["featurestate_uuid"]) = (new JsonArray(), 7);
            flag["new_member"] = new JsonObject { ["of"] = new JsonArray(1, null, "any kind") };
            var feature = flag["feature"]!;
            (feature["type"], feature["created_date"], feature["description"]) = (5, "yesterday", new JsonArray());
            (feature["initial_value"], feature["default_enabled"]) = (new JsonObject(), "maybe");
        }
    });

    /// <summary>Keeps a tenth of the flags, at least one.</summary>
    public static byte[] Lose(ReadOnlyMemory<byte> body) => Keep(body, count => Math.Max(1, count / 10));

    public static byte[] Empty(ReadOnlyMemory<byte> body) => Keep(body, _ => 0);

    /// <summary>Says of each flag twice whether it is enabled: first nonsense, then the truth.</summary>
    public static byte[] Repeat(ReadOnlyMemory<byte> body) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span).Replace("\"enabled\":", "\"enabled\":\"twice\",\"enabled\":", StringComparison.Ordinal));

    private static byte[] Keep(ReadOnlyMemory<byte> body, Func<int, int> most)
    {
        var root = JsonNode.Parse(body.Span)!;
        var flags = ListOf(root);
        flags?.RemoveRange(most(flags.Count), flags.Count - most(flags.Count));
        return RespondJson.ToBytes(root);
    }

    private static byte[] Change(ReadOnlyMemory<byte> body, Action<List<JsonObject>> change)
    {
        var root = JsonNode.Parse(body.Span)!;
        if (ListOf(root) is { Count: > 0 } flags)
        {
            change([.. flags.OfType<JsonObject>()]);
        }

        return RespondJson.ToBytes(root);
    }

    private static JsonArray? ListOf(JsonNode root) => root as JsonArray ?? (root is JsonObject body ? body["flags"] ?? body["feature_states"] : null) as JsonArray;
}
