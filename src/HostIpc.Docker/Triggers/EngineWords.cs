namespace HostIpc.Docker.Triggers;

/// <summary>What engines call what happens (docs.docker.com/reference/cli/docker/system/events). A newer engine may have more, so another word is worth a warning and no error.</summary>
internal static class EngineWords
{
    // One letter more, fewer or other, or two.
    private const int MaxEdits = 2;

    private static readonly Dictionary<string, string[]> ActionsByType = new(StringComparer.Ordinal)
    {
        ["container"] =
        [
            "attach", "checkpoint", "commit", "copy", "create", "destroy", "detach", "die", "exec_create", "exec_detach", "exec_die", "exec_start", "export", "health_status", "kill", "oom", "pause", "prune",
            "rename", "resize", "restart", "restore", "start", "stop", "top", "unpause", "update",
        ],
        ["image"] = ["create", "delete", "import", "load", "mount", "prune", "pull", "push", "save", "tag", "unmount", "untag"],
        ["volume"] = ["create", "destroy", "mount", "prune", "unmount"],
        ["network"] = ["connect", "create", "destroy", "disconnect", "prune", "remove", "update"],
        ["daemon"] = ["reload"],
        ["plugin"] = ["create", "disable", "enable", "install", "pull", "push", "remove", "upgrade"],
        ["builder"] = ["prune"],
        ["service"] = ["create", "remove", "update"],
        ["node"] = ["create", "remove", "update"],
        ["secret"] = ["create", "remove", "update"],
        ["config"] = ["create", "remove", "update"],
    };

    // What Podman calls some of them, in filters at least.
    private static readonly Dictionary<string, string> PodmanWords = new(StringComparer.Ordinal) { ["die"] = "died", ["destroy"] = "remove", ["exec_die"] = "exec_died" };

    /// <summary>What an engine may be asked for in place of an action; null where there is nothing else.</summary>
    public static string? PodmanWordFor(string action) => PodmanWords.GetValueOrDefault(action);

    /// <summary>Says of a condition which words no engine has: each a key and a sentence.</summary>
    public static IEnumerable<(string Key, string Message)> FindUnknown(EventCondition on)
    {
        foreach (string type in on.Type.Where(type => !ActionsByType.ContainsKey(type)))
        {
            yield return ("On:Type", $"has \"{type}\", which Docker has no events of{Suggest(type, ActionsByType.Keys)}");
        }

        string[] known = [.. ActionsByType.Where(pair => on.Type.Count == 0 || on.Type.Contains(pair.Key)).SelectMany(pair => pair.Value).Distinct()];
        foreach (string action in known.Length == 0 ? [] : on.Action)
        {
            int colon = action.IndexOf(':', StringComparison.Ordinal);
            string word = colon < 0 ? action : action[..colon];
            if (!known.Contains(word))
            {
                string of = on.Type.Count == 0 ? "" : $" of {string.Join(" and ", on.Type)}";
                yield return ("On:Action", $"has \"{action}\", which is no event{of} that Docker has{Suggest(word, known)}");
            }
        }
    }

    private static string Suggest(string word, IEnumerable<string> known)
    {
        (string? nearest, int edits) = known.Select(other => ((string?)other, Distance(word.ToLowerInvariant(), other))).MinBy(pair => pair.Item2);
        return edits <= MaxEdits ? $"; did you mean \"{nearest}\"?" : "";
    }

    // By Levenshtein. Words are short.
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
