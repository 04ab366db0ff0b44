using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Configuration;

/// <summary>
/// Collects the errors of every environment. A host creates its hosted services before it validates options, so a service that injects the
/// first provider meets that environment's errors first: this makes them everybody's, at once.
/// </summary>
internal static class SettingsErrors
{
    /// <summary>Makes the options of one name.</summary>
    /// <exception cref="OptionsValidationException">They have errors: those and the errors of all other names.</exception>
    public static FlagsmithPollingOptions CreateOrThrowAll(
        string name, IOptionsFactory<FlagsmithPollingOptions> factory, SettingsSections sections)
    {
        try
        {
            return factory.Create(name);
        }
        catch (OptionsValidationException own)
        {
            var others = sections.Names.Where(other => other != name).SelectMany(other => Find(other, factory));
            string[] all = [.. own.Failures, .. others]; // a list: enumerating the failures must not create the options again
            throw new OptionsValidationException(name, typeof(FlagsmithPollingOptions), all);
        }
    }

    private static IEnumerable<string> Find(string name, IOptionsFactory<FlagsmithPollingOptions> factory)
    {
        try
        {
            factory.Create(name);
            return [];
        }
        catch (OptionsValidationException errors)
        {
            return errors.Failures;
        }
    }
}
