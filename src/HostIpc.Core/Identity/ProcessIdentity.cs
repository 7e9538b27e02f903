using System.Runtime.InteropServices;

namespace HostIpc.Identity;

/// <summary>What the kernel says of processes and their containers. For directories that find containers (<see cref="IContainerDirectory"/>, <see cref="IAddressDirectory"/>) by an engine of their own.</summary>
public static class ProcessIdentity
{
    /// <summary>Whether a text is the id of a container: 64 hexadecimal digits.</summary>
    /// <param name="text">The text.</param>
    public static bool IsContainerId(string text) => ControlGroupName.IsId(text);

    /// <summary>Finds the container that a process is in.</summary>
    /// <param name="process">A pidfd of the process (pidfd_open(2)).</param>
    /// <param name="processId">Its number in the server's pid namespace.</param>
    /// <returns>The container's id; null where it is in none, has ended, or there is any doubt.</returns>
    public static string? FindContainer(SafeHandle process, int processId) => PeerProcess.FindContainer(process, processId);

    /// <summary>Finds the container that control groups belong to.</summary>
    /// <param name="controlGroups">The text of <c>/proc/PID/cgroup</c> (cgroups(7)).</param>
    /// <returns>The container's id; null where they belong to none, or there is any doubt.</returns>
    public static string? FindContainer(ReadOnlySpan<byte> controlGroups) => ControlGroups.FindContainer(controlGroups);

    /// <summary>Whether a process has not ended yet. A process that has ended and was not waited for does not count.</summary>
    /// <param name="process">A pidfd of the process.</param>
    public static bool IsAlive(SafeHandle process) => PeerProcess.IsAlive(process);

    /// <summary>Whether a connection was made in the network namespace of a process: whether its table of TCP connections has the peer's end (proc_pid_net(5)).</summary>
    /// <param name="processId">The process's number.</param>
    /// <param name="connection">The two ends.</param>
    public static bool HasConnection(int processId, ConnectionAddresses connection) => NetworkTable.HasPeer(processId, connection);
}
