using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Finds the strongly connected components of a graph: Tarjan's algorithm, without recursion and in linear time.</summary>
internal sealed class StrongComponents
{
    private const int Unvisited = -1;

    private readonly IReadOnlyList<ImmutableArray<int>> _successors;
    private readonly int[] _rank;
    private readonly int[] _lowest;
    private readonly bool[] _isPending;
    private readonly Stack<int> _pending = new();
    private readonly Stack<(int Node, int Next)> _walk = new();
    private readonly List<ImmutableArray<int>> _found = [];
    private int _visited;

    private StrongComponents(IReadOnlyList<ImmutableArray<int>> successors)
    {
        _successors = successors;
        _rank = [.. Enumerable.Repeat(Unvisited, successors.Count)];
        _lowest = new int[successors.Count];
        _isPending = new bool[successors.Count];
    }

    /// <summary>Returns the components. Each comes after those that it leads to.</summary>
    /// <param name="successors">The nodes that each node leads to.</param>
    public static IReadOnlyList<ImmutableArray<int>> Of(IReadOnlyList<ImmutableArray<int>> successors)
    {
        var search = new StrongComponents(successors);
        for (var node = 0; node < successors.Count; node++)
        {
            if (search._rank[node] == Unvisited)
            {
                search.Walk(node);
            }
        }

        return search._found;
    }

    private void Walk(int start)
    {
        Enter(start);
        while (_walk.TryPop(out var step))
        {
            if (step.Next == _successors[step.Node].Length)
            {
                Leave(step.Node);
                continue;
            }

            _walk.Push((step.Node, step.Next + 1));
            Follow(step.Node, _successors[step.Node][step.Next]);
        }
    }

    private void Follow(int node, int successor)
    {
        if (_rank[successor] == Unvisited)
        {
            Enter(successor);
        }
        else if (_isPending[successor])
        {
            _lowest[node] = Math.Min(_lowest[node], _rank[successor]);
        }
    }

    private void Enter(int node)
    {
        _rank[node] = _lowest[node] = _visited++;
        _isPending[node] = true;
        _pending.Push(node);
        _walk.Push((node, 0));
    }

    private void Leave(int node)
    {
        if (_walk.TryPeek(out var parent))
        {
            _lowest[parent.Node] = Math.Min(_lowest[parent.Node], _lowest[node]);
        }

        if (_lowest[node] == _rank[node])
        {
            _found.Add(TakeComponent(node));
        }
    }

    private ImmutableArray<int> TakeComponent(int root)
    {
        var component = ImmutableArray.CreateBuilder<int>();
        int node;
        do
        {
            node = _pending.Pop();
            _isPending[node] = false;
            component.Add(node);
        }
        while (node != root);

        return component.ToImmutable();
    }
}
