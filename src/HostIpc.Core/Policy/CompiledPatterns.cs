using System.Text.RegularExpressions;

namespace HostIpc.Policy;

/// <summary>
/// The compiled expressions that were used last, for all policies of the process. One that has matched values takes half a megabyte and more: a policy of hundreds of
/// patterns would hold a hundred megabytes. One that was dropped is compiled again, within a millisecond or two.
/// </summary>
internal static class CompiledPatterns
{
    private const int Most = 8;

    private static readonly Lock Gate = new();

    // The one used last is at the end.
    private static readonly List<(string Text, Regex Compiled)> Recent = new(Most + 1);

    /// <summary>Drops all: for when another policy takes over.</summary>
    public static void Clear()
    {
        lock (Gate)
        {
            Recent.Clear();
        }
    }

    /// <summary>The compiled expression of a text.</summary>
    public static Regex Get(string text, Func<string, Regex> compile)
    {
        lock (Gate)
        {
            int found = Recent.FindIndex(entry => entry.Text == text);
            if (found >= 0)
            {
                (string Text, Regex Compiled) entry = Recent[found];
                Recent.RemoveAt(found);
                Recent.Add(entry);
                return entry.Compiled;
            }
        }

        // Not under the lock: a large one takes a while.
        Regex compiled = compile(text);
        lock (Gate)
        {
            Recent.Add((text, compiled));
            if (Recent.Count > Most)
            {
                Recent.RemoveAt(0);
            }
        }

        return compiled;
    }
}
