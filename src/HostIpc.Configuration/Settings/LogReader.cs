using HostIpc.Logging;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the settings of the log.</summary>
internal static class LogReader
{
    private const string Section = "Log";

    public static void Read(SettingsReader reader, FileLogOptions options)
    {
        options.Path = PathReader.Read(reader, $"{Section}:Path", "");
        options.Format = reader.Choice($"{Section}:Format", LogFormat.Text);
        options.MaxLines = reader.Number($"{Section}:MaxLines", options.MaxLines, FileLogOptions.SmallestMaxLines, FileLogOptions.LargestMaxLines);
        options.MaxBytes = reader.Number($"{Section}:MaxBytes", options.MaxBytes, FileLogOptions.SmallestMaxBytes, FileLogOptions.LargestMaxBytes);
        options.WriteTimeout = reader.Duration($"{Section}:WriteTimeout", options.WriteTimeout)!.Value;
        if (options.WriteTimeout < FileLogOptions.ShortestWriteTimeout || options.WriteTimeout > FileLogOptions.LongestWriteTimeout)
        {
            reader.Complain($"{Section}:WriteTimeout", $"is {options.WriteTimeout}; {FileLogOptions.ShortestWriteTimeout} to {FileLogOptions.LongestWriteTimeout} is wanted");
        }
    }
}
