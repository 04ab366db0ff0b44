using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Keeps the library with all mutants while Stryker has it beside this assembly; it is gone when Stryker ends.</summary>
internal static class MutatedLibrary
{
    [ModuleInitializer]
    public static void Keep()
    {
        if (Environment.GetEnvironmentVariable("KEEP_MUTANTS_IN") is { } folder && MutantSwitch.Find() is not null)
        {
            var library = typeof(FlagsmithPollingOptions).Assembly.Location;
            File.Copy(library, Path.Combine(folder, Path.GetFileName(library)), overwrite: true);
        }
    }
}
