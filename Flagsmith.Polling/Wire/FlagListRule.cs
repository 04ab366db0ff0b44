using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>What a flag list must be wherever it comes from, beyond what its reader checks.</summary>
internal static class FlagListRule
{
    /// <summary>Refuses a list that has entries, none of which is a flag. A maintenance page may be a JSON array too: taken for an environment without flags it would take the good ones away.</summary>
    /// <exception cref="JsonException">None of the entries is a flag.</exception>
    public static void RefuseNoFlagAtAll(FlagList list)
    {
        if (list is { Flags.Length: 0, Malformed: > 0 })
        {
            throw new JsonException("none of the entries is a flag");
        }
    }
}
