using System.Net.Sockets;
using System.Text;
using HostIpc.Logging;

namespace Extensions;

/// <summary>Writes the lines of the log to syslog, in the form of RFC 3164. They are escaped already: nothing in them can begin another message.</summary>
internal sealed class SyslogOutput(string path) : ILogOutput, IDisposable
{
    private const int LongestMessage = 8 * 1024;

    private static readonly byte[] Start = Encoding.ASCII.GetBytes("<30>hostipc: "); // daemon.info

    private readonly byte[] _message = new byte[LongestMessage];
    private Socket? _socket;

    public void Write(ReadOnlySpan<byte> lines, long lost)
    {
        try
        {
            _socket ??= Connect(path);
            for (int end; (end = lines.IndexOf((byte)'\n')) >= 0; lines = lines[(end + 1)..])
            {
                Send(_socket, lines[..end]);
            }

            if (lost > 0)
            {
                Send(_socket, Encoding.ASCII.GetBytes($"{lost} lines were lost"));
            }
        }
        catch (SocketException)
        {
            // The daemon was started again, perhaps. The log counts the lines as lost and tells how many with the next.
            _socket?.Dispose();
            _socket = null;
            throw;
        }
    }

    public void Dispose() => _socket?.Dispose();

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Send(Socket socket, ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, LongestMessage - Start.Length)];
        Start.CopyTo(_message, 0);
        line.CopyTo(_message.AsSpan(Start.Length));
        socket.Send(_message.AsSpan(0, Start.Length + line.Length));
    }
}
