using System.Globalization;
using System.Text;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>An environment of 100 flags or more, and any number of users, as Flagsmith's own API writes them.</summary>
/// <remarks>
/// Each user has three flags of his own: one that a segment turns on, and a variant of two multivariate flags. Segments and variants are
/// shared by many users, as in life. Each user has three traits: a text of 8 characters that is his alone, an integer and a boolean.
/// </remarks>
internal sealed class UserPopulation
{
    private const int IdentifierDigits = 15;
    private const int Segments = 5;
    private const int Areas = 10;

    private static readonly string[] Variants = ["dark", "light", "high_contrast", "seasonal"];

    private readonly byte[][] _environment;
    private readonly byte[][] _segments;
    private readonly byte[][][] _variants;

    /// <param name="flags">How many flags the environment has; 100 or more.</param>
    public UserPopulation(int flags = 100)
    {
        _environment = [.. Enumerable.Range(0, flags).Select(index => SampleFlags.WriteFlag(index))];
        _segments = [.. Enumerable.Range(0, Segments).Select(area => SampleFlags.WriteFlag(SampleFlags.Index(area, 0), enabled: true, id: 5_000 + area, segment: 70 + area))];
        _variants = [.. Enumerable.Range(0, Areas).Select(area => Variants.Select(variant => SampleFlags.WriteFlag(SampleFlags.Index(area, 1), value: $"\"{variant}\"", variant: variant)).ToArray())];
    }

    /// <summary>Gets how many flags of a user differ from the environment's.</summary>
    public static int Differences => 3;

    public int FlagCount => _environment.Length;

    /// <summary>Gives the identifier of a user: always 20 characters, a new string each time.</summary>
    public static string Identifier(int user) => $"user-{user.ToString(CultureInfo.InvariantCulture).PadLeft(IdentifierDigits, '0')}";

    /// <summary>Gives the name of a flag that is on for the user and off in the environment.</summary>
    public static string SegmentFlag(int user) => SampleFlags.Name(SampleFlags.Index(user % Segments, 0));

    /// <summary>Writes the response to <c>flags/</c>.</summary>
    public byte[] WriteEnvironment()
    {
        using var body = new MemoryStream();
        SampleFlags.WriteList(body, _environment);
        return body.ToArray();
    }

    /// <summary>Writes the response of <c>flags/</c> after each flag has been toggled and has another value.</summary>
    public byte[] WriteChangedEnvironment() => WriteEnvironment(static index => SampleFlags.WriteFlag(index, !SampleFlags.IsOn(index), $"\"changed {index}\""));

    /// <summary>Writes the response of <c>flags/</c> after each flag has got another name.</summary>
    public byte[] WriteRenamedEnvironment() => WriteEnvironment(static index => SampleFlags.WriteFlag(index, suffix: "_renamed"));

    /// <summary>Writes the response to <c>identities/</c>.</summary>
    public byte[] WriteUser(string identifier)
    {
        var user = int.Parse(identifier.AsSpan(^IdentifierDigits..), CultureInfo.InvariantCulture);
        var flags = (byte[][])_environment.Clone();
        var first = user % Areas;
        var second = (first + 1 + (user / Areas % (Areas - 1))) % Areas;
        flags[SampleFlags.Index(user % Segments, 0)] = _segments[user % Segments];
        flags[SampleFlags.Index(first, 1)] = _variants[first][user / 7 % Variants.Length];
        flags[SampleFlags.Index(second, 1)] = _variants[second][user / 3 % Variants.Length];

        using var body = new MemoryStream(capacity: 40_000);
        body.Write(Encoding.UTF8.GetBytes($$"""{"identifier":"{{identifier}}","traits":[{{Traits(user)}}],"flags":"""));
        SampleFlags.WriteList(body, flags);
        body.WriteByte((byte)'}');
        return body.ToArray();
    }

    /// <summary>Writes a user's traits, without the brackets.</summary>
    public static string Traits(int user) => string.Join(
        ",",
        Trait("customer_code", $"\"{user:x8}\""),
        Trait("age", (18 + (user % 70)).ToString(CultureInfo.InvariantCulture)),
        Trait("newsletter", user % 2 == 0 ? "true" : "false"));

    private byte[] WriteEnvironment(Func<int, byte[]> write)
    {
        using var body = new MemoryStream();
        SampleFlags.WriteList(body, [.. Enumerable.Range(0, FlagCount).Select(write)]);
        return body.ToArray();
    }

    private static string Trait(string key, string value) => $$"""{"id":null,"trait_key":"{{key}}","trait_value":{{value}},"transient":false}""";
}
