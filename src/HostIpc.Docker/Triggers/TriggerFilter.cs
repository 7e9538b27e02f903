namespace HostIpc.Docker.Triggers;

/// <summary>What an engine is asked for: no more events than some trigger could match. A busy engine has hundreds a second of checks of health alone.</summary>
internal static class TriggerFilter
{
    /// <summary>The filter; null for every event.</summary>
    public static DockerFilter? Of(IReadOnlyList<TriggerOptions> triggers)
    {
        var filter = new DockerFilter();
        bool isAny = Add(filter, "type", triggers, static trigger => trigger.On.Type);
        isAny |= Add(filter, "event", triggers, static trigger => [.. trigger.On.Action, .. trigger.On.Action.Select(EngineWords.PodmanWordFor).OfType<string>()]);
        return isAny ? filter : null;
    }

    // One trigger that wants any wants all.
    private static bool Add(DockerFilter filter, string key, IReadOnlyList<TriggerOptions> triggers, Func<TriggerOptions, IList<string>> expected)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (TriggerOptions trigger in triggers)
        {
            IList<string> some = expected(trigger);
            if (some.Count == 0)
            {
                return false;
            }

            values.UnionWith(some);
        }

        foreach (string value in values)
        {
            filter.Add(key, value);
        }

        return true;
    }
}
