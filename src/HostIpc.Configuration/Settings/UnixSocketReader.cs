using HostIpc.Transports.UnixSocket;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the settings of the Unix socket.</summary>
internal static class UnixSocketReader
{
    private const string Section = "UnixSocket";
    private const string SocketName = "hostipc.sock";

    /// <param name="reader">The settings.</param>
    /// <param name="options">Gets them; its path is empty for no socket.</param>
    /// <param name="fifo">The path of the FIFO, which the socket is beside by default; empty for none.</param>
    /// <param name="isDefault">Whether there is one where the section is absent.</param>
    public static void Read(SettingsReader reader, UnixSocketOptions options, string fifo, bool isDefault)
    {
        string beside = Path.GetDirectoryName(fifo) is { Length: > 0 } directory ? Path.Combine(directory, SocketName) : options.Path;
        options.Path = PathReader.Read(reader, $"{Section}:Path", isDefault || reader.Root.Find(Section) is { HasChildren: true } ? beside : "");
        options.Mode = reader.Mode($"{Section}:Mode", options.Mode);
        options.Backlog = reader.Number($"{Section}:Backlog", options.Backlog, 1, UnixSocketOptions.MaxBacklog);
    }
}
