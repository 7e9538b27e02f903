using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of an accepted frame: the request's number, the one in the server's log.</summary>
internal static class AcceptedPayload
{
    public static ReadOnlyMemory<byte> Write(long id) => JsonPayload.Write(id, static (writer, id) => writer.WriteNumber("id"u8, id));

    /// <exception cref="JsonException">It is none.</exception>
    public static long Read(in ReadOnlySequence<byte> payload)
    {
        long? id = null;
        var json = new JsonObjectReader(payload);
        while (json.Next(out string name))
        {
            if (name == "id")
            {
                id = json.Number(0, long.MaxValue);
            }
            else
            {
                json.Skip(); // of a later version
            }
        }

        return id ?? throw new JsonException("no id");
    }
}
