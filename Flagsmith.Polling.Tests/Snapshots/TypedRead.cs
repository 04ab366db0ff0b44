using System.Text;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>Reads a JSON value as a type, in each way in which that can be done.</summary>
internal abstract class TypedRead
{
    protected const string Name = "typed_read";

    /// <summary>Reads in every way, and gives what was read; null where the default was.</summary>
    public abstract IReadOnlyList<object?> All(string json);

    protected static IFlagSnapshot Environment(string json) =>
        new FlagSnapshotBuilder().Set(FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag(Name, value: json)))).Flags.Single()).Build();
}

/// <inheritdoc/>
/// <param name="byName">Reads by name.</param>
/// <param name="byNameOfUser">Reads a user by name.</param>
/// <param name="fallbacks">Two values that the JSON is not.</param>
internal sealed class TypedRead<T>(
    Func<IFlagSnapshot, string, T, T> byName, Func<IIdentityFlagProvider, string, T, ValueTask<T>> byNameOfUser, params T[] fallbacks) : TypedRead
{
    public override IReadOnlyList<object?> All(string json)
    {
        var environment = Environment(json);
        var user = new FlagSnapshotBuilder(environment).BuildForIdentity(new Dictionary<string, TraitValue>());
        var users = new TestIdentityFlagProvider().Set(Name, enabled: true, environment.GetValue(Name));
        return
        [
            Read(fallback => byName(environment, Name, fallback)),
            Read(fallback => byName(user, Name, fallback)),
            Read(fallback => environment.GetValue(new FlagKey<T>(Name, fallback))),
            Read(fallback => user.GetValue(new FlagKey<T>(Name, fallback))),
            Read(fallback => Completed(byNameOfUser(users, Name, fallback))),
        ];
    }

    private static T Completed(ValueTask<T> read) => read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("The read had to wait.");

    // The default was given where another default gives another result.
    private object? Read(Func<T, T> read)
    {
        var results = Array.ConvertAll(fallbacks, fallback => read(fallback));
        var isDefault = results.Zip(fallbacks).All(pair => EqualityComparer<T>.Default.Equals(pair.First, pair.Second));
        return isDefault ? null : results.Distinct().Should().ContainSingle("the value is read, or the default").Which;
    }
}
