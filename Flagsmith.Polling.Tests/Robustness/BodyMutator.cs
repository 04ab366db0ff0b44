using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Makes bodies that a server might send on a bad day, up to 64 KiB, the same ones for the same seed.</summary>
/// <remarks>
/// A tree of nodes holds no member twice, and no writer writes half of a surrogate pair. So both are written as marks, and the text is changed at the end.
/// </remarks>
internal sealed partial class BodyMutator(IReadOnlyList<string> recorded)
{
    private const int MaxBytes = 64 * 1024;

    private static readonly string[] Oddities =
    [
        "null", "true", "false", "0", "-1", "1e999", "-0.0", "12345678901234567890123", "1E+1", "\"\"", "\"HALF\"", "\"\\u0000\"", "[]", "{}", "[[[[[[]]]]]]",
        "\"2026HALF-01-02T03:04:05Z\"", "\"HALF2026-01-02 03:04:05\"", "{\"HALF\":\"HALF\"}", "{\"id\":1,\"name\":\"oddHALF\"}", "\"PAIR\"",
        "{\"name\":null}", "{\"id\":{}}", "\"<html>\"", "[null]", "3.0",
    ];

    private static readonly string[] Halves = ["\\ud800", "\\udc00", "\\uD83Dx", "\\ud83d\\n", "\\ud83d\\u0041", "\\ude00\\ud83d", "\\\\\\udbff"];

    [GeneratedRegex("AGAIN\\d+X")]
    private static partial Regex Again { get; }

    [GeneratedRegex("ESCAPED(..)X")]
    private static partial Regex Escaped { get; }

    /// <summary>Half of the bodies are recorded ones with changes to their JSON, the other half bytes of all kinds.</summary>
    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        var body = recorded[random.Next(recorded.Count)];
        var bytes = random.Next(2) == 0 ? Encoding.UTF8.GetBytes(MutateJson(random, body)) : MutateBytes(random, body);
        return bytes.Length <= MaxBytes ? bytes : bytes[..MaxBytes];
    }

    /// <summary>Makes recorded bodies with changes to their JSON, most of each the same bytes as in the one before.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="maxEntries">How many entries each list has at the beginning, so that changes meet in the same entry.</param>
    public byte[][] MakeInTurn(int seed, int count, int maxEntries)
    {
        var random = new Random(seed);
        var root = JsonNode.Parse(recorded[random.Next(recorded.Count)])!;
        Shorten(root as JsonArray ?? root["flags"]!.AsArray(), maxEntries);
        var whole = root.DeepClone();
        var bodies = new byte[count][];
        for (var turn = 0; turn < count; turn++)
        {
            root = random.Next(6) == 0 ? whole.DeepClone() : root; // a body that is broken is not compared with: begin again
            for (var changes = random.Next(4); changes > 0; changes--)
            {
                root = random.Next(2) == 0 ? Change(random, root) : ChangeFlag(random, root);
            }

            bodies[turn] = Encoding.UTF8.GetBytes(Write(random, root));
        }

        return bodies;
    }

    private static void Shorten(JsonArray list, int most)
    {
        while (list.Count > most)
        {
            list.RemoveAt(list.Count - 1);
        }
    }

    private static string MutateJson(Random random, string body)
    {
        var root = JsonNode.Parse(body)!;
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            root = Change(random, root);
        }

        return Write(random, root);
    }

    private static string Write(Random random, JsonNode root)
    {
        var half = Halves[random.Next(Halves.Length)];
        var text = root.ToJsonString().Replace("HALF", half, StringComparison.Ordinal).Replace("PAIR", "\\ud83d\\uDE00", StringComparison.Ordinal);
        return Escaped.Replace(Again.Replace(text, ""), "\\u00$1");
    }

    private static JsonNode Change(Random random, JsonNode root)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var node = nodes[random.Next(random.Next(6) == 0 ? Math.Min(nodes.Count, 8) : nodes.Count)]; // some changes near the root, where few nodes are
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

    // What leaves the flag whole: so that the next body is compared with this one.
    private static JsonNode ChangeFlag(Random random, JsonNode root)
    {
        string[] needed = ["feature", "enabled", "feature_state_value"];
        var flags = root as JsonArray ?? (root as JsonObject)?["flags"] as JsonArray;
        if (flags is { Count: > 0 } && flags[random.Next(flags.Count)] is JsonObject flag && flag.Count > 0)
        {
            var name = needed[random.Next(needed.Length)];
            switch (random.Next(5))
            {
                case 0:
                    Insert(random, flag, $"{name}AGAIN{flag.Count}X", Another(random, flag, name));
                    break;
                case 1 when flag["feature"] is JsonObject feature:
                    Insert(random, feature, $"{(random.Next(2) == 0 ? "name" : "id")}AGAIN{feature.Count}X", random.Next(2) == 0 ? "b" : random.Next(3));
                    break;
                case 2:
                    flag["feature_state_value"] = "HALF";
                    break;
                default:
                    var at = random.Next(flag.Count);
                    flag[at] = flag[at] is JsonValue value && value.TryGetValue<bool>(out var isOn) ? !isOn : flag[at] is JsonObject ? flag[at]!.DeepClone() : random.Next(9);
                    break;
            }
        }

        return root;
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
        switch (random.Next(8))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                members[name + "_new"] = odd;
                break;
            case 2: // the same member once more, with its own content, an odd one or that of another of its name
                var other = random.Next(3) switch { 0 => members[name]?.DeepClone(), 1 => odd, _ => Another(random, members, name) };
                Insert(random, members, $"{Plain(name)}AGAIN{members.Count}{random.Next(1000)}X", other);
                break;
            case 3: // the same member once more, its name written with an escape
                var plain = Plain(name);
                Insert(random, members, plain.Length == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"ESCAPED{(int)plain[0]:x2}X{plain[1..]}AGAIN{members.Count}X"), random.Next(2) == 0 ? odd : Another(random, members, name));
                break;
            case 4:
                Insert(random, members, name + "HALF", odd);
                break;
            case 5 when members[name] is JsonValue value && value.TryGetValue<string>(out var text):
                members[name] = text.Insert(random.Next(text.Length + 1), random.Next(4) == 0 ? "PAIR" : "HALF");
                break;
            case 6 when members[name] is JsonValue value && value.TryGetValue<bool>(out var isOn):
                members[name] = !isOn;
                break;
            default:
                members[name] = odd;
                break;
        }
    }

    private static void Insert(Random random, JsonObject members, string name, JsonNode? node)
    {
        if (!members.ContainsKey(name))
        {
            members.Insert(random.Next(members.Count + 1), name, node);
        }
    }

    private static JsonNode? Another(Random random, JsonObject members, string name)
    {
        var nodes = new List<JsonNode>();
        Collect(members.Root, nodes);
        var same = nodes.Where(node => node.Parent is JsonObject && Plain(node.GetPropertyName()) == Plain(name)).ToArray();
        return same.Length == 0 ? null : same[random.Next(same.Length)].DeepClone();
    }

    private static string Plain(string name) => Again.Replace(name, "");

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
                var noise = new byte[random.Next(random.Next(2) == 0 ? 64 : MaxBytes)];
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
