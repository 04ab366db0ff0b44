using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Configuration;

/// <summary>What follows from the name of an environment. The default one has the empty name.</summary>
internal static class ProviderName
{
    private const string RootSection = "Flagsmith";

    public static string Section(string name) => With(RootSection, ':', name);

    public static string HttpClient(string name) => With(FlagsmithPollingDefaults.HttpClientName, ':', name);

    // A dot, because log levels are set for a category and everything behind its dots.
    public static string LogCategory(string name) => With(FlagsmithPollingDefaults.HttpClientName, '.', name);

    private static string With(string root, char separator, string name) => name == Options.DefaultName ? root : root + separator + name;
}
