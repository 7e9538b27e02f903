using HostIpc.Transports.Fifo;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the settings of the FIFO.</summary>
internal static class FifoReader
{
    private const string Section = "Fifo";

    /// <param name="reader">The settings.</param>
    /// <param name="options">Gets them; its path is empty for no FIFO.</param>
    /// <param name="isDefault">Whether there is one where the section is absent.</param>
    public static void Read(SettingsReader reader, FifoOptions options, bool isDefault)
    {
        options.Path = PathReader.Read(reader, $"{Section}:Path", isDefault || reader.Root.Find(Section) is { HasChildren: true } ? options.Path : "");
        options.Mode = reader.Mode($"{Section}:Mode", options.Mode);
        options.Concurrency = reader.Number($"{Section}:Concurrency", options.Concurrency, 1, FifoOptions.MaxConcurrency);
        options.RequireLineFeed = reader.Flag($"{Section}:RequireLineFeed") ?? options.RequireLineFeed;
    }
}
