using HostIpc.Logging;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads the settings of the log.</summary>
internal static class LogReader
{
    public static void Read(SettingsReader reader, FileLogOptions options)
    {
        FileLogOptions.Settings.Read(reader, options);
        foreach (ValidationError fault in FileLogOptions.Settings.FindFaults(options))
        {
            reader.AddError(fault.Key, fault.Message);
        }
    }
}
