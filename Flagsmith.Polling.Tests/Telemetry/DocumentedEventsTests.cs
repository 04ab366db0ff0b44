using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Telemetry;

/// <summary>Each log event is listed in docs/operations.md with its level, and each warning and error in docs/troubleshooting.md with its solution.</summary>
public sealed partial class DocumentedEventsTests
{
    private static readonly LoggerMessageAttribute[] Events =
    [
        .. typeof(IFlagProvider).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>(),
    ];

    [Test]
    public void EventIdsAndNames_AreUnique()
    {
        Events.Should().HaveCountGreaterThan(30).And.OnlyHaveUniqueItems(logged => logged.EventId);
        Events.Should().OnlyHaveUniqueItems(logged => logged.EventName);
    }

    [Test]
    public void Operations_ListsEachEvent()
    {
        var (ids, text) = Read("operations.md");

        Events.Where(logged => !ids.Contains(logged.EventId) || !text.Contains($"`{logged.EventName}`", StringComparison.Ordinal)).Select(logged => logged.EventName).Should().BeEmpty();
    }

    [Test]
    public void Troubleshooting_HasACureForEachWarningAndError()
    {
        var (ids, _) = Read("troubleshooting.md");

        Events.Where(logged => logged.Level >= LogLevel.Warning && !ids.Contains(logged.EventId)).Select(logged => logged.EventName).Should().BeEmpty();
    }

    [TestCaseSource(nameof(Kinds))]
    public void Troubleshooting_HasACureForEachKindOfError(FlagsmithErrorKind kind) => Read("troubleshooting.md").Text.Should().Contain($"| `{kind}` |");

    private static FlagsmithErrorKind[] Kinds() => Enum.GetValues<FlagsmithErrorKind>();

    private static (HashSet<int> Ids, string Text) Read(string page)
    {
        using var reader = new StreamReader(typeof(DocumentedEventsTests).Assembly.GetManifestResourceStream(page)!);
        var text = reader.ReadToEnd();
        return ([.. FirstCell().Matches(text).SelectMany(row => Number().Matches(row.Value)).Select(number => int.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture))], text);
    }

    [GeneratedRegex(@"^\| [\d, ]+ \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
