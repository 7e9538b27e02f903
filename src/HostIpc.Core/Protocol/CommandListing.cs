using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>What a peer may run.</summary>
/// <param name="Shell">Whether it may run shell lines and any argv.</param>
/// <param name="Commands">The commands it may run, in order of their names.</param>
public sealed record CommandListing(bool Shell, IReadOnlyList<CommandSummary> Commands)
{
    // What an answer of many tiny ones may come to in memory.
    internal const int MaxCommands = 262144;

    internal static ReadOnlyMemory<byte> Write(CommandListing listing) => JsonPayload.Write(listing, static (writer, listing) => listing.WriteTo(writer));

    /// <exception cref="JsonException">It is none.</exception>
    internal static CommandListing Read(in ReadOnlySequence<byte> payload)
    {
        bool? shell = null;
        var commands = new List<CommandSummary>();
        var json = new JsonObjectReader(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "shell":
                    shell = json.Flag();
                    break;
                case "commands":
                    json.Objects(MaxCommands, (ref JsonObjectReader command) => commands.Add(CommandSummary.Read(ref command)));
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new CommandListing(shell ?? throw new JsonException("no shell"), commands);
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("shell"u8, Shell);
        writer.WriteStartArray("commands"u8);
        foreach (CommandSummary command in Commands)
        {
            writer.WriteStartObject();
            command.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
