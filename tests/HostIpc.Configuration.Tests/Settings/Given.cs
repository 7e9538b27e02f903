using System.Text;
using HostIpc.Configuration.Sources;

namespace HostIpc.Configuration.Settings;

/// <summary>Settings as a file gives them.</summary>
internal static class Given
{
    public static SettingsReader Reader(string json)
    {
        var root = new SettingNode();
        SettingsFile.Parse(Encoding.UTF8.GetBytes(json), root);
        return new SettingsReader(root);
    }

    public static HostIpcSettings Settings(string json) => HostIpcSettings.Read(Reader(json));

    /// <summary>A file with one command of the name x.</summary>
    public static string Command(string json) => $"{{\"Commands\":{{\"x\":{json}}}}}";

    /// <summary>What is said of settings that are wrong, a line each.</summary>
    public static string Faults(string json) => Should.Throw<SettingsException>(() => Settings(json)).Message;
}
