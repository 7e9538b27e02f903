using System.Buffers;
using System.IO.Pipelines;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace HostIpc.Execution.Linux;

// The command's input.
internal static partial class StreamRelay
{
    /// <summary>Relays until the end of the input, which closes the pipe, or until the command has exited.</summary>
    /// <param name="input">The input. What a command that closed its own end does not take any more is thrown away.</param>
    /// <param name="target">The writing end, non-blocking. Owned from now on.</param>
    /// <param name="exited">Cancelled when the command has exited.</param>
    public static async Task RelayInputAsync(PipeReader input, int target, CancellationToken exited)
    {
        (input as CommandInputReader)?.ContinueInline();
        var stream = new AnonymousPipeClientStream(PipeDirection.Out, new SafePipeHandle(target, ownsHandle: true));
        bool isRead = true;
        try
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync(exited).ConfigureAwait(false);
                isRead = isRead && await TryWriteAsync(stream, result.Buffer, exited).ConfigureAwait(false);
                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (exited.IsCancellationRequested)
        {
            // What is left of the input has nobody to read it.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    // False where the command has closed its end: it is told no more, as a local one would not be.
    private static async ValueTask<bool> TryWriteAsync(AnonymousPipeClientStream stream, ReadOnlySequence<byte> bytes, CancellationToken exited)
    {
        try
        {
            foreach (ReadOnlyMemory<byte> piece in bytes)
            {
                await stream.WriteAsync(piece, exited).ConfigureAwait(false);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
