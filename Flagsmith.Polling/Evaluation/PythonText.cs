namespace Flagsmith.Polling.Evaluation;

internal static class PythonText
{
    public static string Of(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) is var text && text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
}
