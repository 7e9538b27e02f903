using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Identity;

/// <summary>What the kernel says of processes and their containers. For directories that find containers (<see cref="IContainerDirectory"/>, <see cref="IAddressDirectory"/>) by an engine of their own.</summary>
public static unsafe class ProcessIdentity
{
    // A line has 150 bytes: nearly as many connections as there are ports to make them from.
    private const int MaxBytes = 8 << 20;

    private const int BlockBytes = 16 * 1024;
    private const int StateBytes = 2;

    /// <summary>Whether a text is the id of a container: 64 hexadecimal digits.</summary>
    /// <param name="text">The text.</param>
    public static bool IsContainerId(string text) => ControlGroups.IsId(text);

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
    /// <remarks>An address can be forged by a neighbour, and be another's a moment later; the namespace in whose table a connection is has made it.</remarks>
    /// <param name="processId">The process's number.</param>
    /// <param name="connection">The two ends.</param>
    public static bool HasConnection(int processId, ConnectionAddresses connection) => HasConnection($"/proc/{processId}/net", connection);

    /// <summary>As above, with the directory that the tables are in.</summary>
    internal static bool HasConnection(string directory, ConnectionAddresses connection)
    {
        IPEndPoint peer = connection.Peer;
        IPEndPoint own = connection.Own;

        // A program that speaks both versions has its IPv4 connections in the table of IPv6 (RFC 4291, 2.5.5.2).
        return (peer.Address.GetAddressBytes().Length == 4 && Contains($"{directory}/tcp", Row(peer.Address, peer.Port, own.Address, own.Port)))
            || Contains($"{directory}/tcp6", Row(peer.Address.MapToIPv6(), peer.Port, own.Address.MapToIPv6(), own.Port));
    }

    private static byte[] Row(IPAddress local, int localPort, IPAddress remote, int remotePort) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {Hex(local)}:{localPort:X4} {Hex(remote)}:{remotePort:X4} "));

    // The kernel prints each four bytes of an address as the number that they are in memory.
    private static string Hex(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        var text = new StringBuilder();
        for (int i = 0; i < bytes.Length; i += sizeof(uint))
        {
            _ = text.Append(BitConverter.ToUInt32(bytes, i).ToString("X8", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static bool Contains(string path, byte[] row)
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
        if (file is null)
        {
            return false;
        }

        byte[] buffer = new byte[BlockBytes];
        int kept = 0;
        fixed (byte* start = buffer)
        {
            for (int total = 0; total < MaxBytes;)
            {
                nint count = Libc.Read(file.Number, start + kept, (nuint)(buffer.Length - kept));
                if (count <= 0)
                {
                    if (count < 0 && LastError.Number == Errno.Interrupted)
                    {
                        continue;
                    }

                    return false;
                }

                total += (int)count;
                Span<byte> text = buffer.AsSpan(0, kept + (int)count);
                int at = text.IndexOf(row);
                if (at >= 0 && at + row.Length + StateBytes <= text.Length)
                {
                    return IsOpen(text.Slice(at + row.Length, StateBytes));
                }

                // It may lie across the border.
                kept = Math.Min(text.Length, row.Length + StateBytes);
                text[^kept..].CopyTo(buffer);
            }
        }

        return false;
    }

    // TCP_ESTABLISHED, TCP_FIN_WAIT1 and TCP_FIN_WAIT2 of tcp_states.h: the peer has the connection, whether it still sends or not. In every other state it is still being made, or over
    // (TIME_WAIT), or the server has closed it (CLOSE_WAIT): a neighbour may have its address and port by now.
    private static bool IsOpen(ReadOnlySpan<byte> state) => state.SequenceEqual("01"u8) || state.SequenceEqual("04"u8) || state.SequenceEqual("05"u8);
}
