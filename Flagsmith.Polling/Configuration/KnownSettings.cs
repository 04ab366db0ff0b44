using System.Reflection;

namespace Flagsmith.Polling.Configuration;

/// <summary>The members of an environment's section that somebody reads: the options, and what other packages have registered.</summary>
internal sealed class KnownSettings
{
    private KnownSettings(string[] paths) => Paths = paths;

    public SettingNode Root { get; } = new();

    /// <summary>Gets the path of each member within the section.</summary>
    public IReadOnlyList<string> Paths { get; }

    public static KnownSettings With(IEnumerable<string> ofOtherPackages)
    {
        string[] others = [.. ofOtherPackages];
        var known = new KnownSettings([.. OfOptions(), .. others]);
        foreach (var path in known.Paths)
        {
            known.Root.Add(path);
        }

        known.Root.Add(nameof(FlagsmithPollingOptions.CustomHeaders)).AddEntry();
        var flag = known.Root.Add(nameof(FlagsmithPollingOptions.Defaults)).AddEntry();
        flag.Add(nameof(FlagDefault.Enabled)).Open(); // what is wrong below these is an error already
        flag.Add(nameof(FlagDefault.Value)).Open();
        foreach (var path in others)
        {
            known.Root.Add(path).Open();
        }

        return known;
    }

    private static IEnumerable<string> OfOptions() =>
    [
        .. Names(typeof(FlagsmithPollingOptions).GetProperties(), ""),
        .. Names(typeof(IdentityOptions).GetProperties(), nameof(FlagsmithPollingOptions.Identities) + ":"),
        .. Names(typeof(LocalEvaluationOptions).GetProperties(), nameof(FlagsmithPollingOptions.LocalEvaluation) + ":"),
        .. Names(typeof(LastKnownGoodOptions).GetProperties(), nameof(FlagsmithPollingOptions.LastKnownGood) + ":"),
        .. Names(typeof(SharedStoreOptions).GetProperties(), nameof(FlagsmithPollingOptions.SharedStore) + ":"),
    ];

    private static IEnumerable<string> Names(PropertyInfo[] properties, string prefix) => properties.Select(property => prefix + property.Name);
}
