using Flagsmith.Polling;

namespace LocalEvaluation;

/// <summary>Prints the flags of ten users.</summary>
internal sealed class UserTable(IIdentityFlagProvider users)
{
    private static readonly (string Identifier, string Plan)[] Everyone =
    [
        ("ada", "gold"), ("alan", "free"), ("barbara", "gold"), ("edsger", "free"), ("frances", "free"),
        ("grace", "free"), ("john", "gold"), ("ken", "free"), ("linus", "free"), ("margaret", "gold"),
    ];

    public async Task PrintAsync()
    {
        Console.WriteLine($"{"user",-10}{"plan",-6}{"checkout",-10}{"one_click",-11}{"banner",-8}{"max_items",-11}because");
        foreach (var (identifier, plan) in Everyone)
        {
            // Traits come with each read: local evaluation knows none that Flagsmith stores.
            var identity = new FlagIdentity(identifier) { Traits = new Dictionary<string, TraitValue> { ["plan"] = plan } };
            Console.WriteLine($"{identifier,-10}{plan,-6}{Describe(await users.GetFlagsAsync(identity))}");
        }
    }

    private static string Describe(IIdentityFlagSnapshot user) =>
        $"{State(user, "checkout"),-10}{State(user, "one_click"),-11}{user.GetValue("banner", ""),-8}{user.GetValue("max_items", 0),-11}{user.GetFlag("max_items")?.Reason}";

    private static string State(IIdentityFlagSnapshot user, string flag) => user.IsEnabled(flag) ? "on" : "off";
}
