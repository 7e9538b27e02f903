using System.Net;
using HostIpc.Docker.Lifecycle;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads what happens when the Docker daemon starts and stops.</summary>
internal static class LifecycleReader
{
    private const string Section = "Lifecycle";

    public static void Read(SettingsReader reader, LifecycleOptions options)
    {
        int before = reader.Complaints;

        // Also where there is none yet: a daemon that was never started has no socket.
        options.Socket = DockerReader.ReadEndpoint(reader, options.Socket);
        options.ScriptDirectory = reader.Text($"{Section}:ScriptDirectory", "");
        options.Port = reader.Number($"{Section}:Port", options.Port, 1, IPEndPoint.MaxPort);
        options.Listen = reader.PossiblyEmptyList($"{Section}:Listen") ?? options.Listen;
        options.AllowFrom = reader.OptionalList($"{Section}:AllowFrom") ?? options.AllowFrom;
        options.WatchDaemon = reader.Flag($"{Section}:WatchDaemon") ?? options.WatchDaemon;
        options.Timeout = reader.Duration($"{Section}:Timeout", null);
        if (reader.Complaints == before)
        {
            // What is wrong with the socket is said of its own key.
            foreach (SettingFault fault in LifecycleProbe.FindFaults(options).Where(fault => fault.Key != nameof(options.Socket)))
            {
                reader.Complain($"{Section}:{fault.Key}", fault.Message);
            }
        }
    }
}
