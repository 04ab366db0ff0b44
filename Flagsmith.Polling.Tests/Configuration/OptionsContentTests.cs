using System.Reflection;
using Flagsmith.Polling.Configuration;

namespace Flagsmith.Polling.Tests.Configuration;

public sealed class OptionsContentTests
{
    [Test]
    public void AreEqual_OptionsMadeAlike_AreTheSame() => OptionsContent.AreEqual(Filled(), Filled()).Should().BeTrue();

    // By reflection, so that an option added later cannot be forgotten in the comparison.
    private static IEnumerable<TestCaseData> Properties() => PropertiesOf(typeof(FlagsmithPollingOptions), "").Select(property =>
        new TestCaseData(property.Change).SetArgDisplayNames(property.Name));

    [TestCaseSource(nameof(Properties))]
    public void AreEqual_OnePropertyChanged_AreNot(Action<FlagsmithPollingOptions> change)
    {
        var changed = Filled();
        change(changed);

        OptionsContent.AreEqual(changed, Filled()).Should().BeFalse();
        OptionsContent.AreEqual(Filled(), changed).Should().BeFalse();
    }

    private static IEnumerable<TestCaseData> Entries()
    {
        yield return Case("a header's value", options => options.CustomHeaders["X-One"] = "other");
        yield return Case("a header's name", options => Rename(options.CustomHeaders));
        yield return Case("a default is on", options => options.Defaults["one"] = new FlagDefault { Enabled = false, Value = 1 });
        yield return Case("a default's value", options => options.Defaults["one"] = new FlagDefault { Enabled = true, Value = 2 });
        yield return Case("a default's kind of value", options => options.Defaults["one"] = new FlagDefault { Enabled = true, Value = "1" });
        yield return Case("a default's name", options => Rename(options.Defaults));
        yield return Case("a default is gone", options => options.Defaults.Clear());
        static TestCaseData Case(string name, Action<FlagsmithPollingOptions> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Entries))]
    public void AreEqual_OneEntryChanged_AreNot(Action<FlagsmithPollingOptions> change) => AreEqual_OnePropertyChanged_AreNot(change);

    private static FlagsmithPollingOptions Filled() => new()
    {
        EnvironmentKey = "key",
        CustomHeaders = { ["X-One"] = "1" },
        Defaults = { ["one"] = new FlagDefault { Enabled = true, Value = 1 } },
    };

    private static IEnumerable<(string Name, Action<FlagsmithPollingOptions> Change)> PropertiesOf(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var nested = property.PropertyType.Namespace == type.Namespace && property.PropertyType.IsClass
                ? PropertiesOf(property.PropertyType, property.Name + ":").Select(inner => (inner.Name, inner.Change))
                : [(prefix + property.Name, options => Change(property, Owner(options, property)))];
            foreach (var found in nested)
            {
                yield return found;
            }
        }
    }

    private static object Owner(FlagsmithPollingOptions options, PropertyInfo property) =>
        property.DeclaringType == typeof(FlagsmithPollingOptions)
            ? options
            : typeof(FlagsmithPollingOptions).GetProperties().Single(outer => outer.PropertyType == property.DeclaringType).GetValue(options)!;

    private static void Change(PropertyInfo property, object owner)
    {
        switch (property.GetValue(owner))
        {
            case IDictionary<string, string> texts:
                texts["X-Added"] = "added";
                break;
            case IDictionary<string, FlagDefault> flags:
                flags["added"] = new FlagDefault();
                break;
            case var value:
                property.SetValue(owner, Other(property, value));
                break;
        }
    }

    private static object Other(PropertyInfo property, object? value) => value switch
    {
        null when property.PropertyType == typeof(TimeSpan?) => TimeSpan.FromHours(1),
        null when property.PropertyType == typeof(string) => "other",
        null when property.PropertyType == typeof(long?) => 1L << 30,
        string text => text + "x",
        Uri url => new Uri(url, "other/"),
        bool isSet => !isSet,
        int number => number + 1,
        long number => number + 1,
        double number => number + 0.1,
        TimeSpan span => span + TimeSpan.FromSeconds(1),
        Enum => Enum.GetValues(property.PropertyType).Cast<object>().First(other => !other.Equals(value)),
        _ => throw new NotSupportedException($"Say here how {property.DeclaringType!.Name}.{property.Name} is changed, and compare it in OptionsContent."),
    };

    private static void Rename<TValue>(IDictionary<string, TValue> entries)
    {
        var (name, value) = entries.Single();
        entries.Clear();
        entries["renamed" + name] = value;
    }
}
