using System.Buffers;
using System.Text.Json;
using HostIpc.Policy;

namespace HostIpc.Protocol;

/// <summary>The payload of a rejected frame.</summary>
internal static class RejectedPayload
{
    // A sentence. It may quote what the peer sent, and has to fit its frame however much of it is escaped.
    private const int MaxMessage = 4096;

    public static ReadOnlyMemory<byte> Write(Rejection rejection) => JsonPayload.Write(rejection, static (writer, rejection) =>
    {
        writer.WriteString("reason"u8, rejection.Reason.ToName());
        writer.WriteString("message"u8, Excerpt.Of(rejection.Message, MaxMessage));
    });

    /// <exception cref="JsonException">It is none.</exception>
    public static Rejection Read(in ReadOnlySequence<byte> payload)
    {
        string? reason = null;
        string message = "";
        var json = new JsonObjectReader(payload);
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
