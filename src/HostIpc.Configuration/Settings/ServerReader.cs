using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads how commands are executed, and the limits that hold for all transports.</summary>
internal static class ServerReader
{
    public static void Read(SettingsReader reader, HostIpcOptions options)
    {
        ExecutionOptions execution = options.Execution;
        execution.Target = reader.Choice("Execution:Target", execution.Target);
        execution.Shell = PathReader.Read(reader, "Execution:Shell", execution.Shell);
        execution.Path = reader.Text("Execution:Path", execution.Path);
        execution.Timeout = reader.Duration("Execution:Timeout", execution.Timeout);
        execution.StoppedTimeout = reader.Duration("Execution:StoppedTimeout", execution.StoppedTimeout)!.Value;
        execution.KillGrace = reader.Duration("Execution:KillGrace", execution.KillGrace)!.Value;
        options.StopTimeout = reader.Duration("StopTimeout", options.StopTimeout)!.Value;
        ReadLimits(reader, options.Limits);
        foreach (SettingFault fault in HostIpcOptionsValidator.FindFaults(options))
        {
            reader.Complain(fault.Key, fault.Message);
        }
    }

    private static void ReadLimits(SettingsReader reader, LimitOptions limits)
    {
        foreach (LimitSetting limit in LimitSetting.All)
        {
            limit.Set(limits, reader.Number($"Limits:{limit.Key}", limit.Get(limits), limit.Min, limit.Max));
        }

        limits.BackgroundOutputTimeout = reader.Duration("Limits:BackgroundOutputTimeout", limits.BackgroundOutputTimeout)!.Value;
        limits.ReceiveTimeout = reader.Duration("Limits:ReceiveTimeout", limits.ReceiveTimeout)!.Value;
        limits.IdleTimeout = reader.Duration("Limits:IdleTimeout", limits.IdleTimeout)!.Value;
    }
}
