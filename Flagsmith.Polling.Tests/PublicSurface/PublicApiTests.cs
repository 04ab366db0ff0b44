using System.Reflection;

namespace Flagsmith.Polling.Tests.PublicSurface;

public sealed class PublicApiTests
{
    private static readonly TestCaseData[] Packed = [Case(typeof(IFlagProvider).Assembly), Case(typeof(LocalFlagsmith).Assembly)];

    [TestCaseSource(nameof(Packed))]
    public void Classes_AreSealed(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && type.Namespace?.StartsWith("Flagsmith", StringComparison.Ordinal) == true)
        .Should().BeEmpty();

    [TestCaseSource(nameof(Packed))]
    public void ExportedInterfaces_HaveNoGenericMethods(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type.IsInterface).SelectMany(type => type.GetMethods()).Where(method => method.IsGenericMethod).Should().BeEmpty();

    private static TestCaseData Case(Assembly assembly) => new TestCaseData(assembly).SetArgDisplayNames(assembly.GetName().Name!);
}
