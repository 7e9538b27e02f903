using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads how commands are executed, and the limits that hold for all transports.</summary>
internal static class ServerReader
{
    public static void Read(SettingsReader reader, HostIpcOptions options)
    {
        ExecutionOptions.Settings.Read(reader, options.Execution);
        HostIpcOptions.Settings.Read(reader, options);
        LimitOptions.Settings.Read(reader, options.Limits);
        foreach (ValidationError fault in HostIpcOptionsValidator.FindFaults(options))
        {
            reader.AddError(fault.Key, fault.Message);
        }
    }
}
