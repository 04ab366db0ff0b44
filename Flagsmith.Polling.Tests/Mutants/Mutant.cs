namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>A change of the library that Stryker has made. All of them are in one assembly, in which one at most is active.</summary>
/// <param name="Id">Stryker's number.</param>
/// <param name="File">The file, below the library's folder.</param>
/// <param name="Line">The line.</param>
/// <param name="Mutator">What kind of change it is.</param>
/// <param name="Replacement">What is there instead.</param>
internal sealed record Mutant(int Id, string File, int Line, string Mutator, string Replacement);
