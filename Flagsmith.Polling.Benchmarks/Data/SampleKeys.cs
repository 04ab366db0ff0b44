namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>Names and keys as an application declares them.</summary>
internal static class SampleKeys
{
    public const string SwitchName = "checkout_colour_theme";
    public const string NumberName = "checkout_max_items";
    public const string TextName = "checkout_banner_text";
    public const string DayName = "checkout_day";
    public const string LimitsName = "checkout_limits";

    public const int Number = 50;

    public static readonly FlagKey Switch = new(SwitchName);
    public static readonly FlagKey<int> NumberKey = new(NumberName, 0);
    public static readonly FlagKey<string> TextKey = new(TextName, "");
    public static readonly FlagKey<DayOfWeek> Day = new(DayName, DayOfWeek.Sunday);
    public static readonly FlagKey<Limits> LimitsKey = new(LimitsName, Limits.None, LimitsJson.Default.Limits);
}
