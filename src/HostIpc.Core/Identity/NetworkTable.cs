using System.Globalization;
using System.Net;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Identity;

/// <summary>
/// The TCP connections of a network namespace, as the kernel lists them for a process in it: <c>/proc/PID/net/tcp</c> and <c>tcp6</c> (proc_pid_net(5)). An address can be forged by a
/// neighbour, and be another's a moment later; the namespace in whose table a connection is has made it.
/// </summary>
internal static unsafe class NetworkTable
{
    // A line has 150 bytes: nearly as many connections as there are ports to make them from.
    private const int MaxBytes = 8 << 20;

    private const int BlockBytes = 16 * 1024;
    private const int StateBytes = 2;

    /// <summary>Whether the other end of a connection is in the network namespace of a process.</summary>
    public static bool HasPeer(int processId, ConnectionAddresses connection) => HasPeer($"/proc/{processId}/net", connection);

    /// <summary>As above, with the directory that the tables are in.</summary>
    public static bool HasPeer(string directory, ConnectionAddresses connection)
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
