using System.Security.Cryptography;
using System.Text;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Tells environments apart without telling their keys.</summary>
internal static class Fingerprint
{
    public static string Of(FlagsmithPollingOptions options) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"Flagsmith.Polling\n{options.ApiUrl}\n{options.EnvironmentKey}")));
}
