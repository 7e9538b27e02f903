using System.Buffers;
using System.IO.Pipes;
using HostIpc.Interop;
using HostIpc.Protocol;
using Microsoft.Win32.SafeHandles;

namespace HostIpc.Execution.Linux;

/// <summary>Carries the streams of a command between its pipes and the server, by the framework's own epoll: no thread waits for them.</summary>
internal static partial class StreamRelay
{
    /// <summary>The most that is read or buffered at a time, in bytes: what a pipe holds.</summary>
    private const int BufferSize = 64 * 1024;

    // A process that the command left behind may write for ever. What its own processes wrote is in the pipe when they have
    // exited, and a pipe holds at most 1 MiB unless root made it larger (pipe(7)).
    private const int MaxLeftover = 1024 * 1024;

    private const int Exited = -1;

    /// <summary>Relays until the end of the stream, or until the command has exited and what it wrote is relayed.</summary>
    /// <param name="source">The reading end, non-blocking. Owned from now on.</param>
    /// <param name="kind">Which stream it is.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="exited">Cancelled when the command has exited.</param>
    /// <param name="abandoned">Cancelled when nobody waits for the output any more: it is then read and dropped, so that the command can still write while it ends.</param>
    /// <returns>The stream where a background process holds it open; null where it has ended.</returns>
    public static async Task<AnonymousPipeClientStream?> RelayOutputAsync(
        int source, OutputKind kind, IOutputSink sink, CancellationToken exited, CancellationToken abandoned)
    {
        AnonymousPipeClientStream stream = Open(source);
        bool isOpen = false;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            bool isRead = true;
            int count;
            while ((count = await ReadAsync(stream, buffer, exited).ConfigureAwait(false)) > 0)
            {
                isRead = isRead && await TryPassAsync(sink, kind, buffer.AsMemory(0, count), abandoned).ConfigureAwait(false);
            }

            isOpen = count == Exited && await DrainAsync(source, kind, buffer, isRead ? sink : null, abandoned).ConfigureAwait(false);
            return isOpen ? stream : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!isOpen)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Relays what a command wrote that has exited.</summary>
    /// <param name="pipes">What it wrote to. Not closed, unless a background process holds it open.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="abandoned">Cancelled when nobody waits for the output any more.</param>
    /// <returns>The streams that a background process holds open.</returns>
    public static async ValueTask<(AnonymousPipeClientStream? Output, AnonymousPipeClientStream? Error)> DrainAsync(
        CommandPipes pipes, IOutputSink sink, CancellationToken abandoned)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            bool isOutputOpen = await DrainAsync(pipes.Output.ReadEnd, OutputKind.Stdout, buffer, sink, abandoned).ConfigureAwait(false);
            AnonymousPipeClientStream? output = isOutputOpen ? Open(pipes.Output.TakeReadEnd()) : null;
            bool isErrorOpen = pipes.Error is { } error && await DrainAsync(error.ReadEnd, OutputKind.Stderr, buffer, sink, abandoned).ConfigureAwait(false);
            return (output, isErrorOpen ? Open(pipes.Error!.TakeReadEnd()) : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static AnonymousPipeClientStream Open(int source) => new(PipeDirection.In, new SafePipeHandle(source, ownsHandle: true));

    // True where the stream has not ended.
    private static async ValueTask<bool> DrainAsync(int descriptor, OutputKind kind, byte[] buffer, IOutputSink? sink, CancellationToken abandoned)
    {
        for (int left = MaxLeftover; left > 0;)
        {
            int count = Read(descriptor, buffer);
            if (count <= 0)
            {
                return count < 0;
            }

            left -= count;
            if (sink is not null && !await TryPassAsync(sink, kind, buffer.AsMemory(0, count), abandoned).ConfigureAwait(false))
            {
                sink = null;
            }
        }

        return true;
    }

    // False where nobody waits for the output any more.
    private static async ValueTask<bool> TryPassAsync(IOutputSink sink, OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken abandoned)
    {
        try
        {
            await sink.WriteAsync(kind, data, abandoned).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async ValueTask<int> ReadAsync(AnonymousPipeClientStream stream, byte[] buffer, CancellationToken exited)
    {
        try
        {
            return await stream.ReadAsync(buffer.AsMemory(0, BufferSize), exited).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Exited;
        }
    }

    private static unsafe int Read(int descriptor, byte[] buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            while ((count = Libc.Read(descriptor, bytes, BufferSize)) < 0 && LastError.Number == Errno.Interrupted)
            {
            }

            return (int)count;
        }
    }
}
