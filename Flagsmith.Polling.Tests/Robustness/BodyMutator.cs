using System.Text;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Makes bodies that a server might send on a bad day, up to 64 KiB, the same ones for the same seed.</summary>
internal sealed class BodyMutator(IReadOnlyList<string> recorded)
{
    private const int MostBytes = 64 * 1024;

    private static readonly string[] Oddities =
    [
        "null", "true", "false", "0", "-1", "1e999", "-0.0", "12345678901234567890123", "1E+1", "\"\"", "\"HALF\"", "\"\\u0000\"", "[]", "{}", "[[[[[[]]]]]]",
        "{\"name\":null}", "{\"id\":{}}", "\"<html>\"", "[null]", "3.0",
    ];

    /// <summary>Half of the bodies are recorded ones with changes to their JSON, the other half bytes of all kinds.</summary>
    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        var body = recorded[random.Next(recorded.Count)];
        var bytes = random.Next(2) == 0 ? Encoding.UTF8.GetBytes(MutateJson(random, body)) : MutateBytes(random, body);
        return bytes.Length <= MostBytes ? bytes : bytes[..MostBytes];
    }

    private static string MutateJson(Random random, string body)
    {
        var root = JsonNode.Parse(body)!;
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            root = Change(random, root);
        }

        return root.ToJsonString().Replace("HALF", "\\ud800", StringComparison.Ordinal); // half of a surrogate pair, which no writer writes
    }

    private static JsonNode Change(Random random, JsonNode root)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var node = nodes[random.Next(nodes.Count)];
        var odd = JsonNode.Parse(Oddities[random.Next(Oddities.Length)]);
        switch (node.Parent)
        {
            case null:
                return random.Next(4) == 0 && odd is not null ? odd : root;
            case JsonArray list:
                var index = list.IndexOf(node);
                ChangeList(random, list, index, odd);
                return root;
            default:
                ChangeMember(random, node.Parent.AsObject(), node.GetPropertyName(), odd);
                return root;
        }
    }

    private static void ChangeList(Random random, JsonArray list, int index, JsonNode? odd)
    {
        switch (random.Next(4))
        {
            case 0:
                list.RemoveAt(index);
                break;
            case 1:
                list.Insert(index, list[index]!.DeepClone());
                break;
            case 2:
                list.Clear();
                break;
            default:
                list[index] = odd;
                break;
        }
    }

    private static void ChangeMember(Random random, JsonObject members, string name, JsonNode? odd)
    {
        switch (random.Next(3))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                members[name + "_new"] = odd;
                break;
            default:
                members[name] = odd;
                break;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        nodes.Add(node);
        foreach (var child in node switch { JsonObject members => members.Select(member => member.Value), JsonArray list => list, _ => [] })
        {
            if (child is not null)
            {
                Collect(child, nodes);
            }
        }
    }

    private static byte[] MutateBytes(Random random, string body)
    {
        switch (random.Next(5))
        {
            case 0: // noise
                var noise = new byte[random.Next(random.Next(2) == 0 ? 64 : MostBytes)];
                random.NextBytes(noise);
                return noise;
            case 1: // noise that looks like JSON
                const string characters = "[]{}\",:0123456789truefalsnul \\u.eE-";
                return [.. Enumerable.Range(0, random.Next(2000)).Select(_ => (byte)characters[random.Next(characters.Length)])];
            case 2: // cut off
                return Encoding.UTF8.GetBytes(body)[..random.Next(Encoding.UTF8.GetByteCount(body))];
            default: // single bytes changed
                var bytes = Encoding.UTF8.GetBytes(body);
                for (var changes = random.Next(1, 20); changes > 0; changes--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
        }
    }
}
