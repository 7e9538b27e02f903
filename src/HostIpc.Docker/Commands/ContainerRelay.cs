using HostIpc.Execution;

namespace HostIpc.Docker.Commands;

/// <summary>Passes on what comes from a container, its streams apart. Nothing more is read than was taken: who reads slowly slows the container.</summary>
internal static class ContainerRelay
{
    // A sink takes twice as much at once.
    private const int PieceSize = 32 * 1024;

    /// <summary>Passes on all of it.</summary>
    public static async Task RunAsync(ContainerStreams stream, CommandContext context, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceSize];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is { Count: > 0 } piece)
        {
            await context.WriteAsync(piece.Kind, buffer.AsMemory(0, piece.Count), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Prints what is at hand, and an ending of the line.</summary>
    public static async Task PrintAsync(ReadOnlyMemory<byte> text, CommandContext context, CancellationToken cancellationToken)
    {
        while (!text.IsEmpty)
        {
            int length = Math.Min(text.Length, PieceSize);
            await context.WriteAsync(text[..length], cancellationToken).ConfigureAwait(false);
            text = text[length..];
        }

        await context.WriteLineAsync("", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Passes on what the client sends, until it ends, or nobody reads it any more.</summary>
    public static async Task PumpAsync(Stream input, ContainerStreams stream, CancellationToken cancellationToken)
    {
        try
        {
            byte[] buffer = new byte[PieceSize];
            while (await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                await stream.WriteInputAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }

            stream.CompleteInput();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The program has ended, or closed what it read from: how it ends tells the rest.
        }
    }
}
