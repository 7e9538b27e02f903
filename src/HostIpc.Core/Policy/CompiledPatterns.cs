using System.Text.RegularExpressions;

namespace HostIpc.Policy;

/// <summary>
/// The compiled expressions that were used last. One that has matched values takes half a megabyte and more: a policy of hundreds of
/// patterns would hold a hundred megabytes. One that was dropped is compiled again, within a millisecond or two.
/// </summary>
internal sealed class CompiledPatterns
{
    private const int MaxCount = 8;

    private readonly Lock _gate = new();

    // The one used last is at the end.
    private readonly List<(string Text, Regex Compiled)> _recent = [];

    /// <summary>Those of all policies of the process.</summary>
    public static CompiledPatterns Shared { get; } = new();

    /// <summary>Drops all: for when another policy takes over.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _recent.Clear();
        }
    }

    /// <summary>The compiled expression of a text.</summary>
    public Regex Get(string text, Func<string, Regex> compile)
    {
        lock (_gate)
        {
            int found = _recent.FindIndex(entry => entry.Text == text);
            if (found >= 0)
            {
                (string Text, Regex Compiled) entry = _recent[found];
                _recent.RemoveAt(found);
                _recent.Add(entry);
                return entry.Compiled;
            }
        }

        // Not under the lock: a large one takes a while.
        Regex compiled = compile(text);
        lock (_gate)
        {
            _recent.Add((text, compiled));
            if (_recent.Count > MaxCount)
            {
                _recent.RemoveAt(0);
            }
        }

        return compiled;
    }
}
