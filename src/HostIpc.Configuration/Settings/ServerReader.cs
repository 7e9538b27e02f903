using HostIpc.Execution;
using HostIpc.Hosting;

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
        foreach (string failure in new HostIpcOptionsValidator().Validate(null, options).Failures ?? [])
        {
            reader.Complain(failure[..failure.IndexOf(' ', StringComparison.Ordinal)], failure[(failure.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        }
    }

    private static void ReadLimits(SettingsReader reader, LimitOptions limits)
    {
        limits.MaxLineBytes = reader.Number("Limits:MaxLineBytes", limits.MaxLineBytes, LimitOptions.MinLineBytes, LimitOptions.MaxMaxLineBytes);
        limits.MaxConcurrentCommands = reader.Number("Limits:MaxConcurrentCommands", limits.MaxConcurrentCommands, 1, LimitOptions.Most);
        limits.ReservedCommands = reader.Number("Limits:ReservedCommands", limits.ReservedCommands, 0, LimitOptions.Most);
        limits.MaxConnections = reader.Number("Limits:MaxConnections", limits.MaxConnections, 1, LimitOptions.Most);
        limits.ReservedConnections = reader.Number("Limits:ReservedConnections", limits.ReservedConnections, 0, LimitOptions.Most);
        limits.MaxRequestBytes = reader.Number("Limits:MaxRequestBytes", limits.MaxRequestBytes, LimitOptions.MinRequestBytes, LimitOptions.MaxMaxRequestBytes);
        limits.MaxLoggedOutput = reader.Number("Limits:MaxLoggedOutput", limits.MaxLoggedOutput, 0, LimitOptions.MaxMaxLoggedOutput);
        limits.MaxLoggedRefusals = reader.Number("Limits:MaxLoggedRefusals", limits.MaxLoggedRefusals, 1, LimitOptions.MaxMaxLoggedRefusals);
        limits.MaxUnreadBytes = reader.Number("Limits:MaxUnreadBytes", limits.MaxUnreadBytes, LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes);
        limits.MaxUnreadBytesPerPeer = reader.Number("Limits:MaxUnreadBytesPerPeer", limits.MaxUnreadBytesPerPeer, LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes);
        limits.MaxBackgroundOutputs = reader.Number("Limits:MaxBackgroundOutputs", limits.MaxBackgroundOutputs, 0, LimitOptions.Most);
        limits.MaxBackgroundOutputBytes = reader.Number("Limits:MaxBackgroundOutputBytes", limits.MaxBackgroundOutputBytes, 0, LimitOptions.MaxMaxBackgroundOutputBytes);
        limits.BackgroundOutputTimeout = reader.Duration("Limits:BackgroundOutputTimeout", limits.BackgroundOutputTimeout)!.Value;
        limits.ReceiveTimeout = reader.Duration("Limits:ReceiveTimeout", limits.ReceiveTimeout)!.Value;
        limits.IdleTimeout = reader.Duration("Limits:IdleTimeout", limits.IdleTimeout)!.Value;
    }
}
