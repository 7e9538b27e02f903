using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of an accepted frame.</summary>
internal static class AcceptedPayload
{
    public static ReadOnlyMemory<byte> Write(Acceptance acceptance) => JsonPayload.Write(acceptance, static (writer, acceptance) =>
    {
        writer.WriteNumber("id"u8, acceptance.Id);
        if (!acceptance.TakesInput)
        {
            writer.WriteBoolean("stdin"u8, false);
        }
    });

    /// <exception cref="JsonException">It is none.</exception>
    public static Acceptance Read(in ReadOnlySequence<byte> payload)
    {
        long? id = null;
        bool takesInput = true;
        var json = new JsonObjectReader(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "id":
                    id = json.Number(0, long.MaxValue);
                    break;
                case "stdin":
                    takesInput = json.Flag();
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new Acceptance(id ?? throw new JsonException("no id"), takesInput);
    }
}
