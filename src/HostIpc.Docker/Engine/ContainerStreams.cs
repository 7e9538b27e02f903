using System.Buffers;
using System.Net.Sockets;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Streams;
using HostIpc.Protocol;

namespace HostIpc.Docker;

/// <summary>
/// The output of a container, or of a process in it, as it comes, and its input where it was asked for. One may read while another writes; two may do neither at once.
/// Disposing it closes the connection, which ends nothing in the container.
/// </summary>
/// <remarks>
/// Bytes are handed out as they come, however slowly: whoever does not read holds up the engine, and with it a process whose output is attached. There is no bound on silence.
/// </remarks>
public sealed class ContainerStreams : IAsyncDisposable
{
    private const int CopyBuffer = 64 * 1024;

    private readonly EngineConnection _connection;
    private readonly AttachStreamReader? _frames;
    private readonly bool _hasInput;

    private ContainerStreams(EngineConnection connection, bool hasTerminal, bool hasInput)
    {
        _connection = connection;
        _frames = hasTerminal ? null : new AttachStreamReader(connection.Content);
        _hasInput = hasInput;
        HasTerminal = hasTerminal;
    }

    /// <summary>Whether the output is a terminal's: one stream, and bytes as they are.</summary>
    public bool HasTerminal { get; }

    /// <summary>Whether the end was read.</summary>
    internal bool HasEnded { get; private set; }

    internal static async Task<ContainerStreams> OpenAsync(EngineApi api, EngineRequest request, bool hasTerminal, bool hasInput, CancellationToken cancellationToken) =>
        new((await api.OpenAsync(request, cancellationToken).ConfigureAwait(false)).Connection!, hasTerminal, hasInput);

    /// <summary>Reads as many bytes of one of the streams as are at hand, at least one.</summary>
    /// <param name="buffer">Where they go; not empty.</param>
    /// <param name="cancellationToken">Ends the wait at once. Nothing is lost by that: the stream can be read on.</param>
    /// <returns>How many, and of which stream; a count of 0 at the end.</returns>
    /// <exception cref="ArgumentException">The buffer is empty.</exception>
    /// <exception cref="DockerException">The connection broke, or what comes is no such stream.</exception>
    public async ValueTask<ContainerOutput> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("The buffer is empty.", nameof(buffer));
        }

        try
        {
            ContainerOutput output = _frames is not null
                ? await _frames.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)
                : new ContainerOutput(OutputKind.Stdout, await _connection.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
            HasEnded |= output.Count == 0;
            return output;
        }
        catch (Exception e) when (e is IOException and not DockerException)
        {
            throw new DockerException(e.Message, e);
        }
    }

    /// <summary>Copies all that comes, up to the end.</summary>
    /// <param name="output">Where the standard output goes.</param>
    /// <param name="error">Where the standard error goes; it may be the same.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="DockerException">As for <see cref="ReadAsync"/>.</exception>
    public async Task CopyToAsync(Stream output, Stream error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is { Count: > 0 } piece)
            {
                await (piece.Kind == OutputKind.Stderr ? error : output).WriteAsync(buffer.AsMemory(0, piece.Count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends input, which waits while the process does not read.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="cancellationToken">Ends the wait; how much was sent is not known then.</param>
    /// <exception cref="InvalidOperationException">No input was asked for.</exception>
    /// <exception cref="DockerException">The connection broke, as it does when the process has ended.</exception>
    public async ValueTask WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        DemandInput();
        try
        {
            await _connection.WriteAsync(input, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException and not DockerException)
        {
            throw new DockerException(e.Message, e);
        }
    }

    /// <summary>Ends the input. The output is still read.</summary>
    /// <exception cref="InvalidOperationException">No input was asked for.</exception>
    /// <remarks>A terminal has no end of its input: there it is the byte 4 (Ctrl-D) at the beginning of a line.</remarks>
    public void CompleteInput()
    {
        DemandInput();
        try
        {
            _connection.CompleteWriting();
        }
        catch (SocketException)
        {
            // The process, and with it the connection, is gone: so is its input.
        }
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void DemandInput()
    {
        if (!_hasInput)
        {
            throw new InvalidOperationException("The stream was opened without input.");
        }
    }
}
