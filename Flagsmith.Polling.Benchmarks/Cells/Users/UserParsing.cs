using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Benchmarks.Cells.Users;

/// <summary>From the body of a user's response to his snapshot. The one place of the cells that knows how users are parsed.</summary>
internal sealed class UserParsing(FlagBase environment)
{
    private readonly TraitKeyPool _keys = new();

    /// <returns>How many of the user's flags differ from the environment's.</returns>
    public int Parse(byte[] body)
    {
        var response = IdentityResponseReader.Read(body, environment);
        var user = new IdentityFlagSnapshot(response.Over(environment), TraitSet.Of(response.Traits, _keys), 1, FlagSource.Api, fetchedAt: null);
        return user.Overlay.Differences;
    }
}
