using System.Reflection;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Tests.PublicSurface;

/// <summary>Writes types as C# does, with their nullability.</summary>
internal static class ApiTypeName
{
    private const byte Annotated = 2;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    public static string Of(ParameterInfo parameter) => Of(new NullabilityInfoContext().Create(parameter), parameter, parameter.Member);

    public static string Of(PropertyInfo property) => Of(new NullabilityInfoContext().Create(property), property, property.GetMethod!);

    public static string Of(FieldInfo field) => Of(new NullabilityInfoContext().Create(field), field, field.DeclaringType!);

    /// <summary>Writes a type without nullability, as a declaration or a base has none.</summary>
    public static string Of(Type type) => Plain(type, [.. type.GetGenericArguments().Select(Of)]);

    private static string Of(NullabilityInfo info, ICustomAttributeProvider? place, MemberInfo around)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        var name = type.IsArray
            ? Of(info.ElementType!, place, around) + "[]"
            : Plain(type, [.. info.GenericTypeArguments.Select(argument => Of(argument, place: null, around))]);
        return name + (IsNullable(info, type, place, around) ? "?" : "");
    }

    // What the runtime says of a type parameter is whether null may come, not whether there is a question mark: that is at its place.
    private static bool IsNullable(NullabilityInfo info, Type type, ICustomAttributeProvider? place, MemberInfo around) => type.IsGenericParameter
        ? place is not null && (FlagOf(place) ?? ContextOf(around)) == Annotated
        : !type.IsValueType && info.ReadState == NullabilityState.Nullable;

    private static byte? FlagOf(ICustomAttributeProvider place) => place.GetCustomAttributes(typeof(NullableAttribute), false) is [NullableAttribute found] ? found.NullableFlags[0] : null;

    private static byte? ContextOf(MemberInfo? around) => around is null ? null
        : around.GetCustomAttributes(typeof(NullableContextAttribute), false) is [NullableContextAttribute found] ? found.Flag : ContextOf(around.DeclaringType);

    private static string Plain(Type type, string[] arguments) =>
        Keywords.TryGetValue(type, out var keyword) ? keyword
        : Nullable.GetUnderlyingType(type) is { } underlying ? Of(underlying) + "?"
        : arguments.Length == 0 ? type.Name
        : $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
}
