using System.Globalization;
using HostIpc.Docker;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads which events of the engine run which commands.</summary>
internal static class TriggerReader
{
    private const string Section = "Triggers";

    public static IReadOnlyList<TriggerOptions> Read(SettingsReader reader)
    {
        int before = reader.Complaints;
        IReadOnlyList<string> keys = reader.Elements(Section, "a list of triggers");
        if (keys.Count > TriggerProbe.MostTriggers)
        {
            reader.Complain(Section, string.Create(CultureInfo.InvariantCulture, $"has {keys.Count} triggers; at most {TriggerProbe.MostTriggers} are wanted"));
        }

        string[] read = [.. keys.Take(TriggerProbe.MostTriggers)];
        TriggerOptions[] triggers = Array.ConvertAll(read, key => ReadOne(reader, key));
        reader.FindUnknown(Section);
        for (int i = 0; i < triggers.Length && reader.Complaints == before; i++)
        {
            Complain(reader, keys[i], TriggerProbe.FindFaults(triggers[i]));
        }

        return triggers;
    }

    /// <summary>Complains of every trigger whose command is not there, or takes other parameters.</summary>
    public static void CheckCommands(SettingsReader reader, IReadOnlyList<TriggerOptions> triggers, PolicySettings policy)
    {
        for (int i = 0; i < triggers.Count; i++)
        {
            Complain(reader, string.Create(CultureInfo.InvariantCulture, $"{Section}:{i}"), TriggerProbe.FindCommandFaults(triggers[i], policy.Commands));
        }
    }

    private static void Complain(SettingsReader reader, string key, IEnumerable<SettingFault> faults)
    {
        foreach (SettingFault fault in faults)
        {
            reader.Complain($"{key}:{fault.Key}", fault.Message);
        }
    }

    private static TriggerOptions ReadOne(SettingsReader reader, string key)
    {
        var trigger = new TriggerOptions { On = ReadCondition(reader, $"{key}:On"), Run = reader.Text($"{key}:Run", ""), With = reader.Texts($"{key}:With") };
        trigger.MaxRuns = reader.Number($"{key}:MaxRuns", trigger.MaxRuns, 1, TriggerOptions.MostMaxRuns);
        trigger.MaxTotalRuns = reader.Number($"{key}:MaxTotalRuns", trigger.MaxTotalRuns, 1, TriggerOptions.MostMaxTotalRuns);
        trigger.Per = reader.Duration($"{key}:Per", trigger.Per)!.Value;
        trigger.Queue = reader.Number($"{key}:Queue", trigger.Queue, 0, TriggerOptions.MostQueue);
        _ = reader.Section(key, "a trigger: an object with On and Run");
        return trigger;
    }

    private static EventCondition ReadCondition(SettingsReader reader, string key)
    {
        var condition = new EventCondition
        {
            Type = reader.TextOrList($"{key}:Type"),
            Action = reader.TextOrList($"{key}:Action"),
            Container = reader.TextOrList($"{key}:Container"),
            Image = reader.TextOrList($"{key}:Image"),
            Label = reader.TextOrList($"{key}:Label"),
            ImageLabel = reader.TextOrList($"{key}:ImageLabel"),
            Attributes = reader.TextLists($"{key}:Attributes"),
        };
        _ = reader.Section(key, "an object with one or more of Type, Action, Container, Image, Label, ImageLabel, Attributes");
        return condition;
    }
}
