using System.Text.Json.Serialization.Metadata;
using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling.Snapshots;

/// <summary>What reads of one flag's value made and keep, so that the next read makes nothing: the text of a number, a URI, its JSON as objects.</summary>
/// <remarks>Thread-safe without locks: two first reads at once may both do the work, and one result stays.</remarks>
internal sealed class DerivedValues
{
    /// <summary>A contract created for each call would otherwise add a result at each call.</summary>
    private const int MaxResults = 8;

    private string? _text;
    private CellLink? _cells;
    private JsonResult? _json;
    private UriResult? _uri;

    public string GetText(FlagValue value) => value.Text ?? (_text ??= value.ToString());

    /// <summary>Returns the value as a URI; null when it is none, which is kept too.</summary>
    public Uri? GetUri(FlagValue value) => (_uri ??= new UriResult(FlagConversions.TryGet(value, out Uri parsed) ? parsed : null)).Value;

    public bool TryGetJson<T>(FlagValue value, JsonTypeInfo<T> type, out T? result)
    {
        var found = Find(type) ?? Add(value, type);
        result = found.Value is T typed ? typed : default;
        return found.Succeeded;
    }

    /// <summary>Returns what a key reads of the flag, parsed once. For users' own states; the environment's snapshots keep cells of their own.</summary>
    public ValueCell<T> GetCell<T>(FlagKey<T> key, FlagState flag)
    {
        for (var link = Volatile.Read(ref _cells); link is not null; link = link.Next)
        {
            if (ReferenceEquals(link.Key, key))
            {
                return (ValueCell<T>)link.Cell;
            }
        }

        var cell = key.MakeCell(flag);
        while (true)
        {
            var first = Volatile.Read(ref _cells);
            var link = new CellLink(key, cell, first);
            if (link.Depth > MaxResults || Interlocked.CompareExchange(ref _cells, link, first) == first)
            {
                return cell;
            }
        }
    }

    private JsonResult? Find(JsonTypeInfo type)
    {
        var result = Volatile.Read(ref _json);
        while (result is not null && !ReferenceEquals(result.Type, type))
        {
            result = result.Next;
        }

        return result;
    }

    private JsonResult Add<T>(FlagValue value, JsonTypeInfo<T> type)
    {
        var succeeded = FlagConversions.TryGetJson(value, type, out var parsed);
        while (true)
        {
            var first = Volatile.Read(ref _json);
            var result = new JsonResult(type, parsed, succeeded, first);
            if (result.Depth > MaxResults || Interlocked.CompareExchange(ref _json, result, first) == first)
            {
                return result;
            }
        }
    }

    private sealed record UriResult(Uri? Value);

    private sealed record JsonResult(JsonTypeInfo Type, object? Value, bool Succeeded, JsonResult? Next)
    {
        public int Depth { get; } = (Next?.Depth ?? 0) + 1;
    }

    private sealed record CellLink(object Key, ValueCell Cell, CellLink? Next)
    {
        public int Depth { get; } = (Next?.Depth ?? 0) + 1;
    }
}
