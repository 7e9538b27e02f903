using System.Buffers.Binary;
using System.Text;
using HostIpc.Docker.Engine.Http;
using HostIpc.Protocol;

namespace HostIpc.Docker.Engine.Streams;

/// <summary>
/// Takes apart the multiplexed stream of logs, attach and exec (Engine API, "Stream format" of container attach): before each piece a byte for its stream, three zero bytes and
/// its length, big-endian. A piece is handed out as it comes; only its header is ever held.
/// </summary>
internal sealed class AttachStreamReader(EngineStream content)
{
    private const int HeaderLength = 8;
    private const int InputStream = 0; // is written on the standard output, the API says
    private const int SystemErrorStream = 3; // the engine's own failure (moby's pkg/stdcopy)
    private const int MaxFailure = 4096;

    // What there is of it outlives a read that was cancelled.
    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerLength;
    private OutputKind _kind = OutputKind.Stdout;
    private uint _left;

    /// <exception cref="DockerException">It is no such stream, is cut off, or the engine says in it that it failed.</exception>
    public async ValueTask<ContainerOutput> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // A piece may be empty.
        while (_left == 0)
        {
            if (!await ReadHeaderAsync(cancellationToken).ConfigureAwait(false))
            {
                return new ContainerOutput(_kind, 0);
            }
        }

        int count = await content.ReadAsync(buffer[..(int)Math.Min((uint)buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= (uint)count;
        return count > 0 ? new ContainerOutput(_kind, count) : throw HttpFailure.CutOff();
    }

    // False at the end.
    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        while (_headerLength < HeaderLength)
        {
            int count = await content.ReadAsync(_header.AsMemory(_headerLength), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return _headerLength == 0 ? false : throw HttpFailure.CutOff();
            }

            _headerLength += count;
        }

        _headerLength = 0;
        if (_header[1] != 0 || _header[2] != 0 || _header[3] != 0 || _header[0] > SystemErrorStream)
        {
            throw new DockerException($"the answer is no multiplexed stream: a header of it begins with {Convert.ToHexStringLower(_header, 0, sizeof(uint))}");
        }

        _left = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(sizeof(uint)));
        if (_header[0] == SystemErrorStream)
        {
            throw await ReadFailureAsync(cancellationToken).ConfigureAwait(false);
        }

        _kind = _header[0] == InputStream ? OutputKind.Stdout : (OutputKind)_header[0];
        return true;
    }

    private async ValueTask<DockerException> ReadFailureAsync(CancellationToken cancellationToken)
    {
        byte[] text = new byte[Math.Min(_left, MaxFailure)];
        int length = 0;
        while (length < text.Length && await content.ReadAsync(text.AsMemory(length), cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            length += count;
        }

        string message = ErrorMessage.OneLine(Encoding.UTF8.GetString(text, 0, length));
        return new DockerException($"the engine cannot go on: {message}") { EngineMessage = message };
    }
}
