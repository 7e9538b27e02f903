using System.Buffers;
using System.IO.Pipes;
using HostIpc.Interop;
using Microsoft.Win32.SafeHandles;

namespace HostIpc.Execution.Linux;

/// <summary>Carries one stream of a command from its pipe to a sink, by the framework's own epoll: no thread waits for output.</summary>
internal static class OutputRelay
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
    /// <param name="abandoned">Cancelled when nobody waits for the output any more.</param>
    public static async Task RunAsync(
        int source, OutputKind kind, IOutputSink sink, CancellationToken exited, CancellationToken abandoned)
    {
        var stream = new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(source, ownsHandle: true));
        await using (stream.ConfigureAwait(false))
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                int count;
                while ((count = await ReadAsync(stream, buffer, exited).ConfigureAwait(false)) > 0)
                {
                    await sink.WriteAsync(kind, buffer.AsMemory(0, count), abandoned).ConfigureAwait(false);
                }

                await DrainAsync(source, kind, buffer, count == Exited ? MaxLeftover : 0, sink, abandoned).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
            {
                // Nobody waits for the output any more.
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Relays what a command wrote that has exited.</summary>
    /// <param name="pipes">What it wrote to. Not closed.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="abandoned">Cancelled when nobody waits for the output any more.</param>
    public static async ValueTask DrainAsync(CommandPipes pipes, IOutputSink sink, CancellationToken abandoned)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await DrainAsync(pipes.Output.ReadEnd, OutputKind.Output, buffer, MaxLeftover, sink, abandoned).ConfigureAwait(false);
            if (pipes.Error is { } error)
            {
                await DrainAsync(error.ReadEnd, OutputKind.Error, buffer, MaxLeftover, sink, abandoned).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            // Nobody waits for the output any more.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask DrainAsync(int descriptor, OutputKind kind, byte[] buffer, int most, IOutputSink sink, CancellationToken abandoned)
    {
        int count;
        for (int left = most; left > 0 && (count = Read(descriptor, buffer)) > 0; left -= count)
        {
            await sink.WriteAsync(kind, buffer.AsMemory(0, count), abandoned).ConfigureAwait(false);
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
