using System.Reflection;

namespace Flagsmith.Polling.Tests;

public sealed class PublicApiTests
{
    private static readonly Assembly Library = typeof(IFlagProvider).Assembly;
    private static readonly Type[] Exported = Library.GetExportedTypes();

    /// <summary>Every public member is written down in PublicApi.txt, so that a change of the surface is seen in review. After one that is meant, copy the file that the failure names over it.</summary>
    [Test]
    public void PublicMembers_AreTheAgreedList()
    {
        using var agreed = new StreamReader(typeof(PublicApiTests).Assembly.GetManifestResourceStream("Flagsmith.Polling.Tests.PublicApi.txt")!);
        var found = string.Join('\n', Exported.SelectMany(Describe).Order(StringComparer.Ordinal)) + "\n";
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "PublicApi.found.txt");
        File.WriteAllText(file, found);

        found.Should().Be(agreed.ReadToEnd().ReplaceLineEndings("\n"), "the public surface is agreed; what was found is in {0}", file);
    }

    [Test]
    public void Classes_AreSealed() => Library.GetTypes()
        .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && type.Namespace?.StartsWith("Flagsmith", StringComparison.Ordinal) == true)
        .Should().BeEmpty();

    [Test]
    public void ExportedInterfaces_HaveNoGenericMethods() =>
        Exported.Where(type => type.IsInterface).SelectMany(type => type.GetMethods()).Where(method => method.IsGenericMethod).Should().BeEmpty();

    private static IEnumerable<string> Describe(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member is not MethodInfo { IsSpecialName: true } || member.Name.StartsWith("op_", StringComparison.Ordinal))
        .Where(member => member.Name != "<Clone>$")
        .Select(member => $"{type.Name}: {member}{Accessors(member)}")
        .Prepend(type.FullName!);

    private static string Accessors(MemberInfo member) => member is PropertyInfo property
        ? $" {{{(property.GetMethod is null ? "" : " get;")}{(property.SetMethod is { IsPublic: true } ? " set;" : "")} }}"
        : "";
}
