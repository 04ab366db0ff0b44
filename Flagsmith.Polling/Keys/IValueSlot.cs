namespace Flagsmith.Polling.Keys;

/// <summary>What one key reads in a snapshot, whatever its type.</summary>
internal interface IValueSlot
{
    string Name { get; }

    /// <summary>Gets the type's name, for a line in the log.</summary>
    string TypeName { get; }

    /// <summary>Parses a flag's value.</summary>
    ValueCell MakeCell(FlagState? flag);
}
