using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Evaluation.Properties;

/// <summary>Turns texts that look like numbers into numbers, whatever property they come from: <c>"007"</c> is the integer 7.</summary>
internal static partial class Coercion
{
    // Python refuses to read longer ones; here they stay texts.
    private const int MaxIntegerDigits = 4300;

    /// <summary>Returns the number that a text spells; any other value as it is.</summary>
    public static EvaluationValue Apply(EvaluationValue value)
    {
        if (value.Kind != EvaluationValueKind.Text)
        {
            return value;
        }

        var text = value.Text;
        if (IntegerForm().IsMatch(text))
        {
            return text.Length <= MaxIntegerDigits ? BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : value;
        }

        return FloatForm().IsMatch(text) ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : value;
    }

    [GeneratedRegex(@"\A-?[0-9]+\z")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A-?[0-9]+\.[0-9]+\z")]
    private static partial Regex FloatForm();
}
