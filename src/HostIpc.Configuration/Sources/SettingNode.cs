using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>
/// A key of the settings and what is below it. A name is found whatever its case and keeps the spelling that it came with first, which is the file's: names of commands
/// are told apart by it.
/// </summary>
internal sealed class SettingNode
{
    // No setting lies deeper than six; what walks the tree needs an end.
    private const int MaxParts = 32;

    private readonly SettingNode? _parent;
    private readonly string _name;
    private readonly int _depth;
    private OrderedDictionary<string, SettingNode>? _children;

    public SettingNode()
        : this(null, "")
    {
    }

    private SettingNode(SettingNode? parent, string name) => (_parent, _name, _depth) = (parent, name, parent is null ? 0 : parent._depth + 1);

    /// <summary>The names from the top, joined by colons.</summary>
    public string Key => _parent is { _parent: not null } ? $"{_parent.Key}:{_name}" : _name;

    /// <summary>The text; null where there is none, or null was said.</summary>
    public string? Value { get; private set; }

    /// <summary>Whether it is a list or an object with nothing in it.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Whether the file has a list here.</summary>
    public bool IsList { get; private set; }

    /// <summary>The section that it is in; null for the top.</summary>
    public SettingNode? Parent => _parent;

    /// <summary>Where it was set last: a variable, or the file; null where only something below it was.</summary>
    public string? Source { get; private set; }

    /// <summary>Whether a reader has taken it, as an element or as one that it does not know.</summary>
    public bool IsTaken { get; set; }

    public IEnumerable<string> Names => _children?.Keys ?? Enumerable.Empty<string>();

    public bool HasChildren => _children is { Count: > 0 };

    /// <summary>This one and all below it.</summary>
    public IEnumerable<SettingNode> All => _children is null ? [this] : _children.Values.SelectMany(child => child.All).Prepend(this);

    /// <summary>The one of that key below this one; null where there is none.</summary>
    public SettingNode? Find(string key)
    {
        SettingNode? found = this;
        foreach (Range name in key.AsSpan().Split(':'))
        {
            found = found._children is { } children && children.TryGetValue(key[name], out SettingNode? child) ? child : null;
            if (found is null)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Whether another one has the same keys and values below it.</summary>
    public bool HasSameValues(SettingNode other) => Entries().SetEquals(other.Entries());

    /// <summary>The element of a list.</summary>
    public bool TryGetElement(int index, [NotNullWhen(true)] out SettingNode? element)
    {
        element = null;
        return _children is not null && _children.TryGetValue(index.ToString(CultureInfo.InvariantCulture), out element);
    }

    /// <summary>The one of that key, made where it is not there yet.</summary>
    /// <exception cref="SettingsException">It has too many parts.</exception>
    public SettingNode GetOrAdd(string key)
    {
        SettingNode found = this;
        foreach (string name in key.Split(':'))
        {
            found._children ??= new OrderedDictionary<string, SettingNode>(StringComparer.OrdinalIgnoreCase);
            if (!found._children.TryGetValue(name, out SettingNode? child))
            {
                if (found._depth == MaxParts)
                {
                    throw new SettingsException($"{LogEscaping.EscapeExcerpt(found.Key)} is no setting: a key has at most {MaxParts} parts");
                }

                found._children[name] = child = new SettingNode(found, name);
            }

            found = child;
        }

        return found;
    }

    public void Set(string? value, string? source, bool isEmpty = false, bool isList = false) => (Value, Source, IsEmpty, IsList) = (value, source, isEmpty, isList);

    private HashSet<(string Key, string? Value, bool IsList)> Entries() => [.. All.Select(static node => (node.Key, node.Value, node.IsList))];
}
