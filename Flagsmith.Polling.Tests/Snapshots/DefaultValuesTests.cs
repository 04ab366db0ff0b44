using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>The values that stand in for flags which the response lacks.</summary>
public sealed class DefaultValuesTests
{
    [Test]
    public void Of_Options_HasTheDefaultsThatHaveAValue()
    {
        var values = DefaultValues.Of(Options(isOn: true, ("a", 1), ("b", FlagValue.Null)))!;

        values.Find("a")!.Value.Should().Be((FlagValue)1);
        values.Find("b").Should().BeNull();
        values.Find("A").Should().BeNull("names are compared ordinally");
        DefaultValues.Of(Options(isOn: false, ("a", 1))).Should().BeNull();
        DefaultValues.Of(Options(isOn: true, ("b", FlagValue.Null))).Should().BeNull();
    }

    [Test]
    public void Of_ReloadedOptions_IsTheSameObject_WhereNoValueChanged()
    {
        var values = DefaultValues.Of(Options(isOn: true, ("a", 1), ("b", 2)))!;

        DefaultValues.Of(Options(isOn: true, ("b", 2), ("a", 1)), values).Should().BeSameAs(values);
        foreach (var other in new[] { Options(isOn: true, ("a", 1)), Options(isOn: true, ("a", 1), ("b", 3)), Options(isOn: true, ("a", 1), ("c", 2)), Options(isOn: true, ("a", 1), ("b", 2), ("c", 3)) })
        {
            DefaultValues.Of(other, values).Should().NotBeSameAs(values);
        }
    }

    [Test]
    public void Reads_OfAMissingFlag_HaveTheValue_AndTheFlagStaysMissing()
    {
        var flags = FlagSnapshotAssembly.Assemble([new FlagState { Value = 5, Feature = new FeatureInfo { Name = "a" } }], 3, FlagSource.Api, fetchedAt: null, defaultValues: DefaultValues.Of(Options(isOn: true, ("a", 1), ("b", 2))));
        IFlagSnapshot user = new IdentityFlagSnapshot(FlagOverlay.Same(flags.Base), TraitSet.Empty, 1, FlagSource.Api, null);

        foreach (var snapshot in new[] { flags, user })
        {
            (snapshot.GetValue("a", 0), snapshot.GetValue("b", 0), snapshot.GetValue("c", 0)).Should().Be((5, 2, 0));
            (snapshot.GetValue("b"), snapshot.GetValue("b", "")).Should().Be(((FlagValue)2, "2"));
            (snapshot.GetValue(new FlagKey<int>("a", 0)), snapshot.GetValue(new FlagKey<int>("b", 0)), snapshot.GetValue(new FlagKey<int>("c", 0))).Should().Be((5, 2, 0));
            snapshot.IsEnabled(new FlagKey("a", defaultEnabled: true)).Should().BeFalse("the flag is off");
            (snapshot.HasFeature("b"), snapshot.GetFlag("b"), snapshot.IsEnabled("b", defaultValue: true)).Should().Be((false, null, true));
        }
    }

    [Test]
    public void With_OtherValues_IsTheNextVersionOfTheSameFlags()
    {
        var flags = FlagSnapshotAssembly.Assemble([new FlagState { Value = 5, Feature = new FeatureInfo { Name = "a" } }], 3, FlagSource.Api, DateTimeOffset.UnixEpoch);
        var values = DefaultValues.Of(Options(isOn: true, ("b", 2)));

        var next = flags.With(values);

        next.Should().BeEquivalentTo(new { Version = 4L, Source = FlagSource.Api, FetchedAt = DateTimeOffset.UnixEpoch });
        next.Flags.Should().Equal(flags.Flags);
        next.HasSameContent(flags).Should().BeFalse();
        (next.Base.IsEnvironment, next.Base.With(values)).Should().Be((true, next.Base));
        next.Base.With(null).Should().Match<FlagBase>(other => other.DefaultValues == null && other.IsEnvironment && other.Catalog == next.Catalog);
    }

    private static FlagsmithPollingOptions Options(bool isOn, params (string Name, FlagValue Value)[] defaults)
    {
        var options = new FlagsmithPollingOptions { UseDefaultValuesForMissingFlags = isOn };
        foreach (var (name, value) in defaults)
        {
            options.Defaults[name] = new FlagDefault { Value = value };
        }

        return options;
    }
}
