using Flagsmith.Polling.Testing;

namespace WebApi;

/// <summary>Asks this application what its visitors would.</summary>
internal static class Visit
{
    private const int Repeats = 100;

    private static readonly string[] Paths = ["/flags", "/greeting/ada", "/greeting/grace", "/greeting/konrad", "/greeting/somebody"];

    public static async Task RunAsync(Uri address, LocalFlagsmith? local)
    {
        using var client = new HttpClient { BaseAddress = address };
        foreach (var path in Paths)
        {
            Console.WriteLine($"GET {path}: {await client.GetStringAsync(path)}");
        }

        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await client.GetStringAsync("/greeting/ada");
        }

        Console.WriteLine($"GET /greeting/ada another {Repeats} times");
        if (local is not null)
        {
            var users = local.Requests.Count(request => request.Path == "identities/");
            Console.WriteLine($"Flagsmith was asked {users} times for users, once for each of them; this application was asked {Paths.Length + Repeats} times.");
        }

        Console.WriteLine($"GET /health: {await client.GetStringAsync("/health")}");
    }
}
