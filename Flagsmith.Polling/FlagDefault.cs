namespace Flagsmith.Polling;

/// <summary>What a flag is before there is any data from Flagsmith.</summary>
public sealed class FlagDefault
{
    /// <summary>Gets or sets whether the flag is on.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool Enabled { get; set; }

    /// <summary>Gets or sets the value. From configuration it is text, which typed reads convert.</summary>
    /// <value>The default value is <see cref="FlagValue.Null"/>.</value>
    public FlagValue Value { get; set; }
}
