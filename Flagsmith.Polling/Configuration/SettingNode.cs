namespace Flagsmith.Polling.Configuration;

/// <summary>A member of a section that somebody reads, with the members below it. Names are compared without case, as configuration does.</summary>
internal sealed class SettingNode
{
    private readonly Dictionary<string, SettingNode> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets what is read below a member of any name; null unless the member is a dictionary.</summary>
    public SettingNode? Entry { get; private set; }

    /// <summary>Gets whether everything below the member is read.</summary>
    public bool IsOpen { get; private set; }

    public IReadOnlyDictionary<string, SettingNode> Members => _members;

    /// <summary>Adds a member.</summary>
    /// <param name="path">Its path below this node, with colons.</param>
    /// <returns>The member.</returns>
    public SettingNode Add(string path)
    {
        var node = this;
        foreach (var member in path.Split(':'))
        {
            if (!node._members.TryGetValue(member, out var next))
            {
                node._members[member] = next = new SettingNode();
            }

            node = next;
        }

        return node;
    }

    public SettingNode AddEntry() => Entry ??= new SettingNode();

    public void Open() => IsOpen = true;

    public SettingNode? Find(string member) => _members.GetValueOrDefault(member) ?? Entry;
}
