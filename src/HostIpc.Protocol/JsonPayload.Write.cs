using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

internal ref partial struct JsonPayload
{
    // It goes to a program, not into a page: what JSON itself does not want escaped is not.
    private static readonly JsonWriterOptions Options = new() { Encoder = Encoder.Instance };

    // Most payloads are short; what a long one needed is not kept.
    private const int MaxKept = 4096;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Makes the payload of a frame that carries JSON.</summary>
    public static ReadOnlyMemory<byte> Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        ArrayBufferWriter<byte> buffer = _buffer ?? new ArrayBufferWriter<byte>();
        Utf8JsonWriter writer = _writer ?? new Utf8JsonWriter(buffer, Options);

        // Not shared with what is called, and not used again where that throws.
        (_buffer, _writer) = (null, null);
        writer.WriteStartObject();
        write(writer, value);
        writer.WriteEndObject();
        writer.Flush();
        byte[] payload = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= MaxKept)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            (_buffer, _writer) = (buffer, writer);
        }

        return payload;
    }
}
