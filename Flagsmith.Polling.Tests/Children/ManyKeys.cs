using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Declares more keys than there are places: they still read right, and it is told once.</summary>
internal static class ManyKeys
{
    private const int Count = KeyRegistry.MaxKeys + 100;

    /// <returns>0 when all is as it should be.</returns>
    public static async Task<int> RunAsync()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List([.. Enumerable.Range(0, Count).Select(index => Bodies.Flag($"flag_{index}", index % 2 == 0, $"{index}"))]));
        var keys = Enumerable.Range(0, Count).Select(index => new FlagKey($"flag_{index}")).ToArray();
        var number = new FlagKey<int>($"flag_{Count - 1}", -1);
        await polling.StartAsync();
        await polling.Flags.RefreshAsync();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("flag_0"), Bodies.Flag($"flag_{Count - 1}", value: "77")));
        var before = polling.Flags.Current;
        await polling.Flags.RefreshAsync();

        for (var index = 0; index < Count; index++)
        {
            if (before.IsEnabled(keys[index]) != (index % 2 == 0))
            {
                Console.WriteLine($"flag_{index} reads wrong");
                return 1;
            }
        }

        var told = polling.Logs.Count("TooManyKeys");
        Console.WriteLine($"told {told} times; {before.GetValue(number)}, {polling.Flags.Current.GetValue(number)}");
        return told == 1 && before.GetValue(number) == Count - 1 && polling.Flags.Current.GetValue(number) == 77 ? 0 : 2;
    }
}
