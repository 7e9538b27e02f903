using HostIpc.Docker.Engine.Http;
using HostIpc.Text;

namespace HostIpc.Docker.Engine.Events;

internal sealed partial class EventSource
{
    /// <summary>Takes lines off the content of an answer.</summary>
    internal sealed class EventLines(EngineStream content)
    {
        /// <summary>Of a line, in bytes. An event has the labels of its container, which can be long.</summary>
        public const int MaxLineBytes = 1 << 20;

        private const int BufferSize = 16 * 1024;

        private readonly byte[] _buffer = new byte[BufferSize];
        private readonly LineSplitter _lines = new(MaxLineBytes + 1);
        private int _start;
        private int _end;

        /// <summary>Waits until there is something to read. False at the end.</summary>
        /// <exception cref="DockerException">The last line is cut off.</exception>
        public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
        {
            (_start, _end) = (0, await content.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
            return _end > 0 || (IsBlank(_lines.TakeRest()) ? false : throw HttpFailure.CutOff());
        }

        /// <summary>Takes the next line that is not blank, without its LF; it is valid until the next one is taken. False when <see cref="WaitAsync"/> is to be called again.</summary>
        /// <exception cref="DockerException">It is longer than a line may be.</exception>
        public bool TryRead(out ReadOnlySpan<byte> line)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start.._end);
            while (_lines.TryTake(ref rest, out line))
            {
                _start = _end - rest.Length;
                if (line.Length > MaxLineBytes)
                {
                    throw new DockerException($"the answer has an event of more than {MaxLineBytes} bytes");
                }

                if (!IsBlank(line))
                {
                    return true;
                }
            }

            _start = _end;
            return false;
        }

        private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
    }
}
