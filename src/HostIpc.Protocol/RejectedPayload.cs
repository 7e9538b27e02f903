using System.Buffers;
using System.Text.Json;
using HostIpc.Text;

namespace HostIpc.Protocol;

/// <summary>The payload of a rejected frame.</summary>
public static class RejectedPayload
{
    // A sentence. It may quote what the peer sent, and has to fit its frame however much of it is escaped.
    private const int MaxMessage = 4096;

    /// <summary>Writes the payload. A message of more than 4096 characters is cut.</summary>
    /// <param name="rejection">Why.</param>
    /// <param name="isFinal">Whether the connection is closed behind it.</param>
    public static ReadOnlyMemory<byte> Write(Rejection rejection, bool isFinal = false) => JsonPayload.Write((rejection, isFinal), static (writer, rejected) =>
    {
        writer.WriteString("reason"u8, rejected.rejection.Reason.ToName());
        writer.WriteString("message"u8, Truncation.Of(rejected.rejection.Message, MaxMessage));
        if (rejected.isFinal)
        {
            writer.WriteBoolean("final"u8, true);
        }
    });

    /// <summary>Reads the payload. Members of later versions are passed over.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="JsonException">The payload is not such an object. The message names the member.</exception>
    public static Rejection Read(in ReadOnlySequence<byte> payload)
    {
        string? reason = null;
        string message = "";
        var json = new JsonPayload(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "reason":
                    reason = json.Text();
                    break;
                case "message":
                    message = json.Text();
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return reason is null ? throw new JsonException("no reason") : new Rejection(RejectionReasonNames.FromName(reason), message);
    }
}
