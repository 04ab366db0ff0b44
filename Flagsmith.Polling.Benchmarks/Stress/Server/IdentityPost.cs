using System.Globalization;
using System.Text.Json;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>A request for a user, as the server reads it.</summary>
/// <param name="Identifier">The user.</param>
/// <param name="Kind">What is asked; a refresh looks like a read.</param>
/// <param name="Trait">The trait that is set, removed or stored.</param>
/// <param name="Value">Its value; null to remove it.</param>
/// <param name="PassedAlong">The traits that count for this request, as text.</param>
internal sealed record IdentityPost(string Identifier, CallKind Kind, int Trait, string? Value, string PassedAlong)
{
    public const string SetPrefix = "set_";
    public const string StoredTrait = "stored";
    public const string PassedTrait = "passed";

    /// <summary>Gets the number of the call that sets the trait; 0 where that does not show.</summary>
    public long Writer => Kind == CallKind.Write && Value is not null ? long.Parse(Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    public static IdentityPost Read(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var identifier = json.RootElement.GetProperty("identifier").GetString()!;
        foreach (var trait in json.RootElement.GetProperty("traits").EnumerateArray())
        {
            var key = trait.GetProperty("trait_key").GetString()!;
            var value = trait.GetProperty("trait_value").GetString();
            return key switch
            {
                PassedTrait => new IdentityPost(identifier, CallKind.ReadWithTraits, 0, null, value!),
                StoredTrait => new IdentityPost(identifier, CallKind.StoringRead, TraitTicks.OfReads, value, value!),
                _ => new IdentityPost(identifier, CallKind.Write, int.Parse(key.AsSpan(SetPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture), value, ""),
            };
        }

        return new IdentityPost(identifier, CallKind.Read, 0, null, "");
    }
}
