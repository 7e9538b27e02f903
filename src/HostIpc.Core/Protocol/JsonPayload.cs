using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>Makes the payload of a frame that carries JSON.</summary>
internal static class JsonPayload
{
    // It goes to a program, not into a page: what JSON itself does not want escaped is not.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        write(writer, what);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
