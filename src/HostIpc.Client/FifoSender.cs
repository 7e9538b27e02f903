using System.Text;
using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>
/// Puts lines into a FIFO, each with one write(2) of at most PIPE_BUF bytes: the kernel writes those whole or not at all, so lines of several senders never mix (pipe(7)). Nothing here blocks in
/// open(2): opened without waiting, a FIFO that nobody reads is an error.
/// </summary>
internal sealed class FifoSender(ServerEndpoint endpoint, TimeSpan timeout, TimeProvider time)
{
    private const int MaxLine = 4096; // PIPE_BUF
    private const int PollMilliseconds = 50; // so that a token is heeded in time

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path = endpoint.FifoPath ?? "";

    /// <exception cref="HostIpcSendException">Nothing was written: the message says why.</exception>
    public async Task SendAsync(string line, CancellationToken cancellationToken)
    {
        if (endpoint.Transport is { } transport)
        {
            byte[] encoded = Encode(line);
            cancellationToken.ThrowIfCancellationRequested();
            await transport.SendLineAsync(encoded, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (endpoint.FifoPath is null)
        {
            throw new HostIpcSendException($"the line cannot be sent: {endpoint} has no FIFO; say which one (fifo:/ipc/channel), or run the line as a command of the server (hostipc run)");
        }

        byte[] bytes = Encode(line);
        cancellationToken.ThrowIfCancellationRequested();
        using FileDescriptor fifo = Open();
        long start = time.GetTimestamp();
        while (!TryWrite(fifo, bytes))
        {
            if (time.GetElapsedTime(start) >= timeout)
            {
                throw new HostIpcSendException(
                    $"the FIFO {_path} is full, and the server made no room in it within {timeout.TotalSeconds} s (SendTimeout): it may be busy with a long command");
            }

            await Task.Run(() => DescriptorWriter.WaitUntilWritable(fifo.Number, PollMilliseconds), CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What keeps a line from being sent; null for nothing.</summary>
    public static string? FindFault(string line)
    {
        if (line.Length == 0)
        {
            return "it is empty";
        }

        if (line.Contains('\n', StringComparison.Ordinal))
        {
            return "there is a line feed in it, so the server would take it for several";
        }

        if (line.Contains('\0', StringComparison.Ordinal))
        {
            return "there is a NUL in it, which no command can be given";
        }

        if (line.EndsWith('\r'))
        {
            return "it ends in a carriage return, which the server would drop";
        }

        try
        {
            int bytes = StrictUtf8.GetByteCount(line) + 1;
            return bytes <= MaxLine ? null
                : $"with its line feed it has {bytes} bytes, and a FIFO keeps at most {MaxLine} together; the server's Unix socket takes longer ones (hostipc run -c)";
        }
        catch (EncoderFallbackException)
        {
            return "there is half of a surrogate pair in it, which is no text";
        }
    }

    private static byte[] Encode(string line) =>
        FindFault(line) is { } fault ? throw new HostIpcSendException($"the line cannot be sent: {fault}") : StrictUtf8.GetBytes(line + "\n");

    // First held by a descriptor that opens nothing, and then opened through that one: opening a device may already do something.
    private FileDescriptor Open()
    {
        using FileDescriptor? found = FileDescriptor.TryOpen(_path, OpenFlags.Path | OpenFlags.NoFollow);
        if (found is null)
        {
            throw Fault(DescribeAbsence());
        }

        FileStatus status = found.Status();
        if (status.Type != FileType.Fifo)
        {
            throw Fault($"it is {status.Type.ToName()}, not a FIFO: is the endpoint right?");
        }

        return FileDescriptor.TryOpen(found.ProcPath, OpenFlags.WriteOnly | OpenFlags.NonBlocking) ?? throw Fault(LastError.Number switch
        {
            Errno.NoDevice => "no server reads it: start hostipcd",
            Errno.AccessDenied =>
                $"user {Libc.GetEUid()} may not write to the FIFO of user {status.UserId} with mode 0{Convert.ToString(status.Mode & 0x1ff, 8)}: run as that user, or set the server's Fifo:Mode",
            Errno.NoEntry => "/proc is not mounted here",
            _ => LastError.Message,
        });
    }

    private string DescribeAbsence()
    {
        string directory = Path.GetDirectoryName(_path) ?? "/";
        return LastError.Number switch
        {
            Errno.NoEntry => $"it does not exist: start hostipcd, or check that it is the server's volume that is mounted at {directory}",
            Errno.AccessDenied => $"user {Libc.GetEUid()} may not enter {directory}: its mode has to let that user in",
            _ => LastError.Message,
        };
    }

    // False where there is no room now.
    private unsafe bool TryWrite(FileDescriptor fifo, byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            nint written;
            do
            {
                written = Libc.Write(fifo.Number, start, (nuint)bytes.Length);
            }
            while (written < 0 && LastError.Number == Errno.Interrupted);

            return written >= 0 || (LastError.Number == Errno.Again ? false : throw Fault(
                LastError.Number == Errno.BrokenPipe ? "the server has stopped reading it: start hostipcd" : LastError.Message));
        }
    }

    private HostIpcSendException Fault(string problem) => new($"the FIFO {_path} cannot be written: {problem}");
}
