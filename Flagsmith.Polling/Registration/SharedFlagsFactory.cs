using System.Buffers.Binary;
using System.Security.Cryptography;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sharing;

namespace Flagsmith.Polling.Registration;

/// <summary>Puts the parts together that share an environment with a fleet.</summary>
internal static class SharedFlagsFactory
{
    public static SharedFlags Create(ISharedFlagStore store, EnvironmentContext environment, SharedParts parts, Func<double> random)
    {
        var (options, time, logger) = (environment.Settings.Current, environment.Time, environment.Logger);
        var process = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var keys = SharedKeys.Of(options);
        var health = new SharedStoreHealth(time, logger);
        var access = new SharedStoreAccess(store, keys.Tag, health, time);
        var content = new SharedContent(access, keys, parts.Observer, time);
        var order = new SharedOrder(time);
        var log = new SharedEntryLog(time, logger);
        var adoption = new SharedAdoption(parts.Publisher, parts.Journal, parts.Recent, parts.Status, parts.Staleness, health, time);
        adoption.ShowStore();
        var restore = new SharedRestore(access, keys, new SharedContent(access, keys, parts.Observer, time), adoption.Restore);
        var alone = new AloneSchedule(time, random);
        var looks = new SharedLooks(access, keys, content, restore, order, log, alone, time, random) { Restore = adoption.Restore, Seen = adoption.Seen, UntilPlanned = () => parts.Status.UntilPlanned };
        var writer = new SharedWriter(access, keys, content, options.SharedStore.HostName, process, random);
        var poll = new SharedPoll(parts.Poll, parts.Source, looks, alone, writer, order, adoption, health, parts.Journal, parts.Status, environment.Telemetry, time, random);
        return new SharedFlags(poll, new SharedNotices(access, keys, health, log, process, time, random));
    }
}
