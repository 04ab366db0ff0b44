using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>Writes what changes from second to second: everything about an environment but its flags.</summary>
internal static class StatusWriter
{
    /// <summary>Returns the status of an environment as JSON.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="run">Tells this process from those before, whose versions were others.</param>
    public static string Write(InspectedEnvironment environment, string run)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("environment"u8, environment.Name);
            json.WriteString("run"u8, run);
            WriteStatus(json, environment);
            WritePolls(json, environment.Diagnostics.RecentPolls);
            WriteUsers(json, environment.Diagnostics.Identities);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteStatus(Utf8JsonWriter json, InspectedEnvironment environment)
    {
        var (status, snapshot) = (environment.Flags.Status, environment.Flags.Current);
        json.WriteString("state"u8, status.State.ToString());
        json.WriteString("since"u8, status.Since);
        WriteTime(json, "confirmedAt", status.LastConfirmedAt);
        WriteTime(json, "nextPollAt", status.NextPollAt);
        json.WriteNumber("failures"u8, status.ConsecutiveFailures);
        json.WriteString("error"u8, status.LastError?.Kind.ToString());
        json.WriteNumber("version"u8, snapshot.Version);
        json.WriteString("source"u8, snapshot.Source.ToString());
        json.WriteNumber("flags"u8, snapshot.Flags.Count);
        json.WriteString("mode"u8, environment.Diagnostics.Mode.ToString());
        json.WriteBoolean("canExplain"u8, environment.Diagnostics.CanExplain);
    }

    private static void WritePolls(Utf8JsonWriter json, IReadOnlyList<FlagPollRecord> polls)
    {
        json.WriteStartArray("polls"u8);
        foreach (var poll in polls)
        {
            json.WriteStartObject();
            json.WriteString("at"u8, poll.StartedAt);
            json.WriteNumber("ms"u8, Math.Round(poll.Duration.TotalMilliseconds, 1));
            json.WriteString("outcome"u8, poll.Outcome.ToString());
            json.WriteString("reason"u8, poll.Reason.ToString());
            json.WriteString("error"u8, poll.Error?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsers(Utf8JsonWriter json, IdentityCacheFigures? users)
    {
        if (users is null)
        {
            json.WriteNull("users"u8);
            return;
        }

        json.WriteStartObject("users"u8);
        json.WriteNumber("entries"u8, users.Entries);
        json.WriteNumber("maxEntries"u8, users.MaxEntries);
        json.WriteNumber("inFlight"u8, users.RequestsInFlight);
        json.WriteBoolean("isSuspended"u8, users.IsSuspended);
        json.WriteNumber("hits"u8, users.Hits);
        json.WriteNumber("staleHits"u8, users.StaleHits);
        json.WriteNumber("misses"u8, users.Misses);
        json.WriteNumber("fallbacks"u8, users.Fallbacks);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
