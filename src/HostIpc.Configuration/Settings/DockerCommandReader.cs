using HostIpc.Docker;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads what a command does by the engine's API.</summary>
internal static class DockerCommandReader
{
    /// <summary>The section; null where it is not there.</summary>
    public static DockerCommandOptions? Read(SettingsReader reader, string key)
    {
        var docker = new DockerCommandOptions();
        DockerCommandOptions.Settings.Read(reader, key, docker);
        return reader.Section(key, "an object with an Action and a Container") is null ? null : docker;
    }
}
