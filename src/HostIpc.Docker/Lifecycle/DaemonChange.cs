namespace HostIpc.Docker.Lifecycle;

/// <summary>What becomes of the Docker daemon.</summary>
internal enum DaemonChange
{
    Start,
    Stop,
}
