using System.Security.Cryptography;
using System.Text;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Distinguishes environments without revealing their keys.</summary>
internal static class Fingerprint
{
    /// <param name="options">The options, which say what is polled.</param>
    /// <param name="name">The environment's name: two that poll the same under one path do not share a file.</param>
    public static string Of(FlagsmithPollingOptions options, string name)
    {
        var suffix = name.Length == 0 ? "" : "\n" + name;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"Flagsmith.Polling\n{options.ApiUrl}\n{options.EnvironmentKey}{suffix}")));
    }
}
