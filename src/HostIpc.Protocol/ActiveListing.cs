using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>What runs and waits on a server.</summary>
/// <param name="Commands">In order of their numbers, at most <see cref="MaxCommands"/>.</param>
/// <param name="Omitted">How many more there are.</param>
public sealed record ActiveListing(IReadOnlyList<ActiveCommand> Commands, int Omitted)
{
    /// <summary>The most commands in one answer, so that it stays below the bound of its frame.</summary>
    public const int MaxCommands = 4096;

    /// <summary>Writes the payload.</summary>
    /// <param name="listing">What it says.</param>
    /// <returns>The payload, JSON in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(ActiveListing listing) => JsonPayload.Write(listing, static (writer, listing) => listing.WriteTo(writer));

    /// <summary>Reads the payload. Members of later versions are passed over.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="JsonException">The payload is not such an object. The message names the member.</exception>
    public static ActiveListing Read(in ReadOnlySequence<byte> payload)
    {
        int omitted = 0;
        var commands = new List<ActiveCommand>();
        var json = new JsonPayload(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "commands":
                    json.Objects(MaxCommands, (ref JsonPayload command) => commands.Add(ActiveCommand.Read(ref command)));
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

    /// <summary>Writes the members into an object that is open.</summary>
    /// <param name="writer">Where.</param>
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
