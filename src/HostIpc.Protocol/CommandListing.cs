using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>What a peer may run.</summary>
/// <param name="Shell">Whether it may run shell lines and any argv.</param>
/// <param name="Commands">The commands it may run, in order of their names.</param>
public sealed record CommandListing(bool Shell, IReadOnlyList<CommandSummary> Commands)
{
    /// <summary>The most commands that are read from one answer. It bounds the memory that many tiny ones take.</summary>
    public const int MaxCommands = 262144;

    /// <summary>Writes the payload.</summary>
    /// <param name="listing">What it says.</param>
    /// <returns>The payload, JSON in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(CommandListing listing) => JsonPayload.Write(listing, static (writer, listing) => listing.WriteTo(writer));

    /// <summary>Reads the payload. Members of later versions are passed over.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="JsonException">The payload is not such an object. The message names the member.</exception>
    public static CommandListing Read(in ReadOnlySequence<byte> payload)
    {
        bool? shell = null;
        var commands = new List<CommandSummary>();
        var json = new JsonPayload(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "shell":
                    shell = json.Flag();
                    break;
                case "commands":
                    json.Objects(MaxCommands, (ref JsonPayload command) => commands.Add(CommandSummary.Read(ref command)));
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new CommandListing(shell ?? throw new JsonException("no shell"), commands);
    }

    /// <summary>Writes the members into an object that is open.</summary>
    /// <param name="writer">Where.</param>
    public void WriteTo(Utf8JsonWriter writer)
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
