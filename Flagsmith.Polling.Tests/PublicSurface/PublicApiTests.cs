using System.Reflection;

namespace Flagsmith.Polling.Tests.PublicSurface;

public sealed class PublicApiTests
{
    private static readonly TestCaseData[] Packed = [Case(typeof(IFlagProvider).Assembly), Case(typeof(LocalFlagsmith).Assembly)];

    /// <summary>Every public member is written down in a file beside this one, so that a change of the surface is seen in review. After one that is meant, copy the file that the failure names over it.</summary>
    [TestCaseSource(nameof(Packed))]
    public void PublicMembers_AreTheAgreedList(Assembly assembly)
    {
        var name = assembly.GetName().Name;
        using var agreed = new StreamReader(typeof(PublicApiTests).Assembly.GetManifestResourceStream($"PublicSurface.{name}.txt")!);
        var found = ApiText.Of(assembly);
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{name}.found.txt");
        File.WriteAllText(file, found);

        found.Should().Be(agreed.ReadToEnd().ReplaceLineEndings("\n"), "the public surface is agreed; what was found is in {0}", file);
    }

    [TestCaseSource(nameof(Packed))]
    public void Classes_AreSealed(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && type.Namespace?.StartsWith("Flagsmith", StringComparison.Ordinal) == true)
        .Should().BeEmpty();

    [TestCaseSource(nameof(Packed))]
    public void ExportedInterfaces_HaveNoGenericMethods(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type.IsInterface).SelectMany(type => type.GetMethods()).Where(method => method.IsGenericMethod).Should().BeEmpty();

    private static TestCaseData Case(Assembly assembly) => new TestCaseData(assembly).SetArgDisplayNames(assembly.GetName().Name!);
}
