using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of a query frame.</summary>
internal static class QueryPayload
{
    public const string Status = "status";
    public const string Commands = "commands";

    public static ReadOnlyMemory<byte> Write(string what) => JsonPayload.Write(what, static (writer, what) => writer.WriteString("what"u8, what));

    /// <summary>What is asked; null where it is no query.</summary>
    public static string? Read(in ReadOnlySequence<byte> payload)
    {
        try
        {
            var json = new JsonObjectReader(payload);
            return json.Next(out string name) && name == "what" && json.Text() is var what && !json.Next(out _) && what is Status or Commands ? what : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
