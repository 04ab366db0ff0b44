using System.Text.Json;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Offline;

/// <summary>The flags that an offline environment serves: those of <see cref="FlagsmithPollingOptions.OfflineFile"/>, otherwise the defaults.</summary>
internal static class OfflineFlags
{
    /// <exception cref="InvalidOperationException">The file cannot be read, or is not a flag list.</exception>
    public static FlagSnapshot Load(FlagsmithPollingOptions options) =>
        options.OfflineFile is { } path ? Read(path, options) : DefaultSnapshot.Of(options);

    private static FlagSnapshot Read(string path, FlagsmithPollingOptions options)
    {
        try
        {
            if (BoundedFile.Read(path, options.MaxBodyBytes, FileReading.OfDisk.Open, out var body, CancellationToken.None) is { } why)
            {
                throw Unusable($"cannot be used: {why}");
            }

            using var read = body!;
            var list = FlagListReader.Read(read.Bytes, options.MaxFlags);
            FlagListRule.RefuseNoFlagAtAll(list);
            return FlagSnapshotAssembly.Assemble(list.Flags, version: 1, FlagSource.OfflineFile, fetchedAt: null, defaultValues: DefaultValues.Of(options));
        }
        catch (FlagLimitException)
        {
            throw Unusable(FormattableString.Invariant($"has more than {options.MaxFlags} flags (MaxFlags)"));
        }
        catch (JsonException)
        {
            throw Unusable("is not a list of flags in Flagsmith's JSON");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable($"cannot be read ({cause.GetType().Name})");
        }
    }

    // Without the path: a key may have been written in its place.
    private static InvalidOperationException Unusable(string why) =>
        new($"OfflineFile {why}. Save the body of a response to GET flags/ there, or omit OfflineFile to serve Defaults.");
}
