using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of an accepted frame.</summary>
public static class AcceptedPayload
{
    /// <summary>Writes the payload.</summary>
    /// <param name="acceptance">What it says.</param>
    /// <returns>The payload, JSON in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(Acceptance acceptance) => JsonPayload.Write(acceptance, static (writer, acceptance) =>
    {
        writer.WriteNumber("id"u8, acceptance.Id);
        if (!acceptance.TakesInput)
        {
            writer.WriteBoolean("stdin"u8, false);
        }
    });

    /// <summary>Reads the payload. Members of later versions are passed over.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="JsonException">The payload is not such an object. The message names the member.</exception>
    public static Acceptance Read(in ReadOnlySequence<byte> payload)
    {
        long? id = null;
        bool takesInput = true;
        var json = new JsonPayload(payload);
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
