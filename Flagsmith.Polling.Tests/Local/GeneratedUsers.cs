namespace Flagsmith.Polling.Tests.Local;

/// <summary>Users drawn by chance, within what a server can store.</summary>
internal static class GeneratedUsers
{
    private static readonly string[] Plans = ["gold", "free", "", "None", "7", "007", "Größe 😀"];
    private static readonly string[] Countries = ["DE", "FR", "US", "IT", "\"IT\""];
    private static readonly string[] Versions = ["1.3.9", "1.4.0", "2.0.0-rc.1", "2.0.0", "2.1.0+build", "2.0", "v1"];

    /// <summary>The same for the same seed.</summary>
    public static IReadOnlyList<FlagIdentity> Of(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(index => new FlagIdentity(NameOf(index)) { Traits = TraitsOf(random) })];
    }

    public static string NameOf(int index) => (index % 10) switch
    {
        0 => $"{index:000}",
        1 => $"user {index}, \"quoted\" & more/?#",
        2 => $"größe-😀-{index}",
        3 => $"-{index}",
        _ => $"user-{index}",
    };

    private static Dictionary<string, TraitValue> TraitsOf(Random random)
    {
        var traits = new Dictionary<string, TraitValue>();
        Add("plan", _ => Plans[random.Next(Plans.Length)]);
        Add("age", _ => random.Next(4) switch { 0 => "35", 1 => random.Next(-5, 90) + 0.5, 2 => int.MaxValue - random.Next(3), _ => random.Next(90) });
        Add("score", _ => random.Next(3) switch { 0 => 2.5, 1 => 1e15, _ => random.NextDouble() * 5 });
        Add("beta", _ => random.Next(2) == 0);
        Add("country", _ => Countries[random.Next(Countries.Length)]);
        Add("version", _ => Versions[random.Next(Versions.Length)]);
        Add("email", _ => $"{(char)('a' + random.Next(26))}{random.Next(100)}@{(random.Next(2) == 0 ? "example.com" : "other.org")}");
        return traits;

        void Add(string key, Func<string, TraitValue> value)
        {
            if (random.Next(5) > 0)
            {
                traits[key] = value(key);
            }
        }
    }
}
