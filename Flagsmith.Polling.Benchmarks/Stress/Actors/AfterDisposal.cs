using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Calls a provider that is disposed: every call says so, and at once.</summary>
internal static class AfterDisposal
{
    private static readonly TimeSpan MaxForCall = TimeSpan.FromSeconds(10);

    public static async Task CheckAsync(IFlagProvider environment, IIdentityFlagProvider users, string identifier, Violations violations)
    {
        (string Name, Func<Task> Call)[] calls =
        [
            ("GetFlagsAsync", () => users.GetFlagsAsync(identifier).AsTask()),
            ("GetFlagsAsync of a newcomer", () => users.GetFlagsAsync("newcomer-after-the-end").AsTask()),
            ("GetFlagsAsync with traits", () => users.GetFlagsAsync(new FlagIdentity(identifier) { Traits = new Dictionary<string, TraitValue> { ["passed"] = "z" } }).AsTask()),
            ("GetTraitsAsync", () => users.GetTraitsAsync(identifier).AsTask()),
            ("RefreshAsync", () => users.RefreshAsync(identifier)),
            ("SetTraitAsync", () => users.ForIdentity(identifier).SetTraitAsync("set_0", "1")),
            ("IFlagProvider.RefreshAsync", () => environment.RefreshAsync()),
        ];
        foreach (var (name, call) in calls)
        {
            await CheckAsync(name, call, violations);
        }
    }

    private static async Task CheckAsync(string name, Func<Task> call, Violations violations)
    {
        try
        {
            await call().WaitAsync(MaxForCall);
            violations.Add(StressRule.UsableAfterDisposal, $"{name} went on after the disposal");
        }
        catch (ObjectDisposedException)
        {
            // As it should be.
        }
        catch (TimeoutException)
        {
            violations.Add(StressRule.CallHangs, $"{name} has not ended in {MaxForCall.TotalSeconds:F0} s after the disposal");
        }
        catch (Exception cause)
        {
            violations.Add(StressRule.UsableAfterDisposal, $"{name} threw {cause.GetType().Name} after the disposal: {cause.Message}");
        }
    }
}
