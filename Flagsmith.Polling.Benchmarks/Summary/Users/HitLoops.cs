using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Users;

/// <summary>Finds a cached user and reads one flag, as an application writes it; and a look-up in a bare cache.</summary>
internal sealed class HitLoops(IIdentityFlagProvider users, IMemoryCache bare, int user)
{
    private readonly IIdentityFlagProvider _users = users;
    private readonly IMemoryCache _bare = bare;
    private readonly string _identifier = UserPopulation.Identifier(user);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            var flags = _users.GetFlagsAsync(_identifier);
            good += flags.IsCompletedSuccessfully && flags.Result.IsEnabled(SampleKeys.SwitchName) ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            var flags = _users.GetFlagsAsync(_identifier);
            good += flags.IsCompletedSuccessfully && flags.Result.IsEnabled(SampleKeys.Switch) ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Find(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            var flags = _users.GetFlagsAsync(_identifier);
            good += flags.IsCompletedSuccessfully && flags.Result is not null ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Bare(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _bare.TryGetValue(_identifier, out var value) && value is not null ? 1 : 0;
        }

        return good;
    }
}
