namespace Flagsmith.Polling.Configuration;

/// <summary>Counts how many characters have to be added, left out, replaced or exchanged with their neighbour to make one name of another. Case does not count.</summary>
internal static class EditDistance
{
    public static int Between(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Step(distances, left, right, i, j);
            }
        }

        return distances[left.Length, right.Length];
    }

    private static int Step(int[,] distances, string left, string right, int i, int j)
    {
        var replaced = distances[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
        var least = Math.Min(replaced, 1 + Math.Min(distances[i - 1, j], distances[i, j - 1]));
        var isExchange = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
        return isExchange ? Math.Min(least, distances[i - 2, j - 2] + 1) : least;
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
