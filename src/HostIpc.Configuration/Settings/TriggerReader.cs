using System.Globalization;
using HostIpc.Docker;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads which events of the engine run which commands.</summary>
internal static class TriggerReader
{
    private const string Section = "Triggers";

    /// <summary>Its key at the top of the settings, for the schema and the settings reference.</summary>
    public static SettingInfo Key { get; } = new(
        Section,
        new SettingType("list of objects", "\"type\": \"array\", \"minItems\": 1, \"maxItems\": 256, \"items\": { \"$ref\": \"#/$defs/trigger\" }", "at most 256"),
        "Commands that events of the engine run. Read only at the start.")
    { DefaultText = "none" };

    public static IReadOnlyList<TriggerOptions> Read(SettingsReader reader)
    {
        int before = reader.ErrorCount;
        IReadOnlyList<string> keys = reader.Elements(Section, "a list of triggers");
        if (keys.Count > TriggerProbe.MaxTriggers)
        {
            reader.AddError(Section, string.Create(CultureInfo.InvariantCulture, $"has {keys.Count} triggers; at most {TriggerProbe.MaxTriggers} are wanted"));
        }

        string[] read = [.. keys.Take(TriggerProbe.MaxTriggers)];
        TriggerOptions[] triggers = Array.ConvertAll(read, key => ReadOne(reader, key));
        reader.FindUnknown(Section);
        for (int i = 0; i < triggers.Length && reader.ErrorCount == before; i++)
        {
            reader.AddErrors(TriggerProbe.FindFaults(triggers[i]), keys[i]);
        }

        return triggers;
    }

    /// <summary>Adds an error for every trigger whose command is not there, or takes other parameters.</summary>
    public static void CheckCommands(SettingsReader reader, IReadOnlyList<TriggerOptions> triggers, PolicySettings policy)
    {
        for (int i = 0; i < triggers.Count; i++)
        {
            reader.AddErrors(TriggerProbe.FindCommandFaults(triggers[i], policy.Commands), string.Create(CultureInfo.InvariantCulture, $"{Section}:{i}"));
        }
    }

    private static TriggerOptions ReadOne(SettingsReader reader, string key)
    {
        var trigger = new TriggerOptions();
        TriggerOptions.Settings.Read(reader, key, trigger);
        _ = reader.Section(key, "a trigger: an object with On and Run");
        return trigger;
    }
}
