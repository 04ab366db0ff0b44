using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Flagsmith.Polling.Testing;

namespace WebApi;

/// <summary>Asks this application what its visitors would.</summary>
internal static class Visit
{
    private const int Repeats = 100;

    private static readonly string[] Paths = ["/flags", "/greeting/ada", "/greeting/grace", "/greeting/konrad", "/greeting/somebody"];

    public static async Task RunAsync(Uri address, LocalFlagsmith? local, string secret)
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

        await KnockAsync(client, "/lounge?user=ada");
        await KnockAsync(client, "/lounge?user=somebody");
        if (local is not null)
        {
            await OpenSaleAsync(client, local, secret);
        }

        Console.WriteLine($"GET /health: {await client.GetStringAsync("/health")}");
    }

    // Flagsmith's own part: the flag is switched on, and the webhook says so.
    private static async Task OpenSaleAsync(HttpClient client, LocalFlagsmith local, string secret)
    {
        await KnockAsync(client, "/sale");
        local.Toggle("summer_sale");
        var began = Stopwatch.GetTimestamp();
        Console.WriteLine($"POST /flagsmith/webhook, as summer_sale was switched on: {(int)await PostAsync(client, secret)}");
        while ((await client.GetAsync("/sale")).StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            await Task.Delay(5);
        }

        await KnockAsync(client, "/sale");
        Console.WriteLine($"That took {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms.");
    }

    private static async Task<System.Net.HttpStatusCode> PostAsync(HttpClient client, string secret)
    {
        var body = Encoding.UTF8.GetBytes("""{"event_type": "FLAG_UPDATED", "data": {"new_state": {"enabled": true, "feature_segment": null, "identity_identifier": null}}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/flagsmith/webhook") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Flagsmith-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task KnockAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Console.WriteLine($"GET {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
