using System.Buffers.Binary;
using System.Reflection;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Whoever scales its work is a long suite and says so, so that it can be left out.</summary>
public sealed class ScaleTests
{
    private const byte Call = 0x28;
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // Lambdas and async methods are in types of their own, inside their fixture.
    private static readonly Type[] Fixtures =
        [.. typeof(Scale).Assembly.GetTypes().Where(type => BodiesOf(type).Any(Scales)).Select(Outermost).Where(type => type != typeof(Scale)).Distinct()];

    [Test]
    public void FixturesThatScale_CarryTheCategory() =>
        Fixtures.Where(fixture => fixture.GetCustomAttributes<CategoryAttribute>().All(category => category.Name != "Long")).Should().BeEmpty();

    [Test]
    public void FixturesThatScale_AreFound() => Fixtures.Should().Contain([typeof(AnyBodyTests), typeof(TornReadTests), typeof(KillTests)]);

    private static IEnumerable<byte[]> BodiesOf(Type type) => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        .Select(method => method.GetMethodBody()?.GetILAsByteArray()).OfType<byte[]>();

    private static bool Scales(byte[] body) => typeof(Scale).GetMethods(All).Any(method => body.AsSpan().IndexOf(CallOf(method)) >= 0);

    private static byte[] CallOf(MethodInfo method)
    {
        byte[] call = [Call, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(call.AsSpan(1), method.MetadataToken);
        return call;
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
