using System.Globalization;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>The capturing groups of a pattern, numbered from 1 in the order of their opening brackets.</summary>
internal sealed class PatternGroups
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<PatternWidth?> _widths = [];
    private int _highestCondition;

    /// <summary>Gets whether each group exists that a condition named by number, before or after it.</summary>
    public bool AreComplete => _highestCondition <= _widths.Count;

    /// <summary>Determines whether a text can name a group.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && !char.IsDigit(text[0]) && text.All(static unit => unit == '_' || char.IsLetterOrDigit(unit));

    /// <summary>Adds a group, open so far.</summary>
    /// <returns>Whether the name is new.</returns>
    public bool TryAdd(string? name, out int number)
    {
        _widths.Add(null);
        number = _widths.Count;
        return name is null || _names.TryAdd(name, number);
    }

    /// <summary>Notes the width of a group that is closed; 0 is none.</summary>
    public void Close(int number, PatternWidth width)
    {
        if (number > 0)
        {
            _widths[number - 1] = width;
        }
    }

    /// <summary>Returns the number of a named group; null where there is none yet.</summary>
    public int? Find(string name) => _names.TryGetValue(name, out var number) ? number : null;

    /// <summary>Returns the width of a group; null where there is none yet, and for one that is still open, which cannot be referred to.</summary>
    public PatternWidth? FindWidth(int number) => number <= _widths.Count ? _widths[number - 1] : null;

    /// <summary>Returns the number of the group that a condition names.</summary>
    public int? FindCondition(string condition)
    {
        if (!condition.All(char.IsAsciiDigit))
        {
            return Find(condition);
        }

        if (!int.TryParse(condition, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return null;
        }

        _highestCondition = Math.Max(_highestCondition, number);
        return number;
    }
}
