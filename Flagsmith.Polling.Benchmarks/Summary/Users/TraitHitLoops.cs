using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Users;

/// <summary>Finds a cached user with three traits passed along, in a new dictionary each time.</summary>
internal sealed class TraitHitLoops(IIdentityFlagProvider users, int user)
{
    private const int Reads = 1_000;

    private readonly IIdentityFlagProvider _users = users;
    private readonly string _identifier = UserPopulation.Identifier(user);

    public async Task CacheAsync() => await _users.GetFlagsAsync(MakeIdentity(_identifier));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Find(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            var flags = _users.GetFlagsAsync(MakeIdentity(_identifier));
            good += flags.IsCompletedSuccessfully && flags.Result is not null ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Make(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += MakeIdentity(_identifier).Traits!.Count == 3 ? 1 : 0;
        }

        return good;
    }

    /// <summary>Gives the bytes of a hit, those of the traits deducted.</summary>
    public double MeasureBytes()
    {
        var start = GC.GetAllocatedBytesForCurrentThread();
        _ = Find(Reads);
        var found = GC.GetAllocatedBytesForCurrentThread();
        _ = Make(Reads);
        return (found - start - (GC.GetAllocatedBytesForCurrentThread() - found)) / (double)Reads;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FlagIdentity MakeIdentity(string identifier) => new(identifier)
    {
        Traits = new Dictionary<string, TraitValue>(StringComparer.Ordinal) { ["plan"] = "enterprise", ["seats"] = 42, ["beta"] = true },
    };
}
