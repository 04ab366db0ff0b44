using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Tests.PublicSurface;

/// <summary>Writes down the public surface of an assembly: a line for each type and each member, with all that a caller may depend on.</summary>
internal static class ApiText
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) => string.Join('\n', assembly.GetExportedTypes().SelectMany(Of).Order(StringComparer.Ordinal)) + "\n";

    private static IEnumerable<string> Of(Type type) => type.GetMembers(Own)
        .Select(member => member switch
        {
            FieldInfo { IsSpecialName: false } field => Of(field),
            PropertyInfo property => Of(property),
            ConstructorInfo constructor => $"new({Parameters(constructor)})",
            MethodInfo method when !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal) => Of(method),
            EventInfo @event => $"event {@event.Name}: {ApiTypeName.Of(@event.EventHandlerType!)}",
            _ => null,
        })
        .Where(line => line is not null && !line.StartsWith("<Clone>$", StringComparison.Ordinal))
        .Select(line => $"{ApiTypeName.Of(type)}: {line}")
        .Prepend($"{type.Namespace}.{ApiTypeName.Of(type)}, {KindOf(type)}{Bases(type)}");

    private static string KindOf(Type type) =>
        type.IsEnum ? type.IsDefined(typeof(FlagsAttribute)) ? "flags enum" : "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        var @base = type.BaseType is { } own && own != typeof(object) && own != typeof(ValueType) && !type.IsEnum ? [own] : Array.Empty<Type>();
        var all = type.IsEnum ? [] : @base.Concat(type.GetInterfaces()).Select(ApiTypeName.Of).Order(StringComparer.Ordinal).ToArray();
        return all.Length == 0 ? "" : " : " + string.Join(", ", all);
    }

    private static string Of(FieldInfo field) => field.IsLiteral
        ? $"{field.Name}{(field.DeclaringType!.IsEnum ? "" : $": const {ApiTypeName.Of(field)}")} = {Literal(field.GetRawConstantValue(), null)}"
        : $"{field.Name}: {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{ApiTypeName.Of(field)}";

    private static string Of(PropertyInfo property)
    {
        var parts = new[]
        {
            property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "",
            property.GetMethod?.IsStatic == true ? "static " : "",
            ApiTypeName.Of(property),
            property.GetMethod is { IsPublic: true } ? " { get;" : " {",
            property.SetMethod is { IsPublic: true } setter ? IsInit(setter) ? " init; }" : " set; }" : " }",
        };
        return $"{property.Name}: {string.Concat(parts)}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(WithConstraints))}>" : "";
        var @this = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{method.Name}{generic}({@this}{Parameters(method)}): {(method.IsStatic ? "static " : "")}{ApiTypeName.Of(method.ReturnParameter)}";
    }

    private static string WithConstraints(Type parameter)
    {
        var constraints = parameter.GetGenericParameterConstraints().Select(ApiTypeName.Of).Order(StringComparer.Ordinal).ToArray();
        return constraints.Length == 0 ? parameter.Name : $"{parameter.Name} : {string.Join(" & ", constraints)}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "")}{ApiTypeName.Of(parameter)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";

    private static string Literal(object? value, Type? type) => value switch
    {
        null => type is { IsValueType: true } && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ when type is { IsEnum: true } => $"{type.Name}.{Enum.ToObject(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
