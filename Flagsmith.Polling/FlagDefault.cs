namespace Flagsmith.Polling;

/// <summary>Represents the default state of a flag, used before any data from Flagsmith is available.</summary>
public sealed class FlagDefault
{
    /// <summary>Gets or sets whether the flag is on.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool Enabled { get; set; }

    /// <summary>Gets or sets the value. From configuration it is text, which typed reads convert.</summary>
    /// <value>The default value is <see cref="FlagValue.Null"/>.</value>
    public FlagValue Value { get; set; }
}
