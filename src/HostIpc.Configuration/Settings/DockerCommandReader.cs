using HostIpc.Docker;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads what a command does by the engine's API.</summary>
internal static class DockerCommandReader
{
    /// <summary>The section; null where it is not there.</summary>
    public static DockerCommandOptions? Read(SettingsReader reader, string key)
    {
        var docker = new DockerCommandOptions
        {
            Action = reader.OptionalText($"{key}:Action") is null ? null : reader.Choice($"{key}:Action", DockerAction.Restart),
            Container = reader.Text($"{key}:Container", ""),
            Command = reader.List($"{key}:Command"),
            User = reader.OptionalText($"{key}:User"),
            Directory = reader.OptionalText($"{key}:Directory"),
            Environment = reader.Texts($"{key}:Environment"),
            Signal = reader.OptionalText($"{key}:Signal"),
            Grace = reader.Duration($"{key}:Grace", null),
            Tail = reader.OptionalNumber($"{key}:Tail", 0, DockerCommandOptions.MostTail),
            Since = reader.Duration($"{key}:Since", null),
            Timestamps = reader.Flag($"{key}:Timestamps") ?? false,
            Follow = reader.Flag($"{key}:Follow") ?? false,
        };
        return reader.Section(key, "an object with an Action and a Container") is null ? null : docker;
    }
}
