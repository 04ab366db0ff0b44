using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Running;

namespace Flagsmith.Polling.Benchmarks.Cells;

/// <summary>All cells, as BenchmarkDotNet finds them. The list of their names is committed, in <c>cells.txt</c>.</summary>
internal static class CellList
{
    /// <summary>Gets the classes with cells.</summary>
    public static Type[] Types { get; } =
        [.. typeof(CellList).Assembly.GetTypes().Where(type => type is { IsPublic: true, IsAbstract: false } && HasCells(type)).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>Gets the cells: each method with each number of flags.</summary>
    public static IReadOnlyList<BenchmarkCase> Cases { get; } = [.. Types.SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases)];

    /// <summary>Gets the cells' full names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Cases.Select(FullNameProvider.GetBenchmarkName)];

    private static bool HasCells(Type type) => type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute)));
}
