using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>What runs and waits on a server.</summary>
/// <param name="Commands">In order of their numbers, at most <see cref="MaxCommands"/>.</param>
/// <param name="Omitted">How many more there are.</param>
internal sealed record ActiveListing(IReadOnlyList<ActiveCommand> Commands, int Omitted)
{
    /// <summary>So that the answer stays below the bound of its frame.</summary>
    public const int MaxCommands = 4096;

    public static ReadOnlyMemory<byte> Write(ActiveListing listing) => JsonPayload.Write(listing, static (writer, listing) => listing.WriteTo(writer));

    /// <exception cref="JsonException">It is none.</exception>
    public static ActiveListing Read(in ReadOnlySequence<byte> payload)
    {
        int omitted = 0;
        var commands = new List<ActiveCommand>();
        var json = new JsonObjectReader(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "commands":
                    json.Objects(MaxCommands, (ref JsonObjectReader command) => commands.Add(ActiveCommand.Read(ref command)));
                    break;
                case "omitted":
                    omitted = (int)json.Number(0, int.MaxValue);
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new ActiveListing(commands, omitted);
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("commands"u8);
        foreach (ActiveCommand command in Commands)
        {
            writer.WriteStartObject();
            command.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("omitted"u8, Omitted);
    }
}
