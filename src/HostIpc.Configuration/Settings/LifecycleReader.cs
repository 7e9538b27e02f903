using HostIpc.Docker.Lifecycle;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads what happens when the Docker daemon starts and stops.</summary>
internal static class LifecycleReader
{
    public static void Read(SettingsReader reader, LifecycleOptions options)
    {
        int before = reader.ErrorCount;

        // Also where there is none yet: a daemon that was never started has no socket.
        options.Socket = DockerReader.ReadEndpoint(reader, options.Socket);
        LifecycleOptions.Settings.Read(reader, options);
        if (reader.ErrorCount == before)
        {
            // What is wrong with the socket is said of its own key.
            reader.AddErrors(LifecycleProbe.FindFaults(options).Where(fault => fault.Key != nameof(options.Socket)), LifecycleOptions.Settings.Key);
        }
    }
}
