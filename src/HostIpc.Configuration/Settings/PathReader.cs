namespace HostIpc.Configuration.Settings;

/// <summary>Reads paths of files.</summary>
internal static class PathReader
{
    /// <summary>The absolute path of a file; empty for none. Relative to what, when the server runs in a container and commands on its host?</summary>
    public static string Read(SettingsReader reader, string key, string defaultValue)
    {
        string path = reader.Text(key, defaultValue);
        if (path.Length > 0 && (!path.StartsWith('/') || Path.GetFileName(path) is "" or "." or ".."))
        {
            reader.Complain(key, $"is \"{path}\"; the absolute path of a file is wanted");
        }

        return path;
    }
}
