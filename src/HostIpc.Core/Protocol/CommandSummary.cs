using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>A command as a peer that may run it sees it.</summary>
/// <param name="Name">The name that runs it.</param>
/// <param name="Description">What the operator says of it; null for nothing.</param>
public sealed record CommandSummary(string Name, string? Description = null)
{
    internal static CommandSummary Read(ref JsonObjectReader json)
    {
        string? command = null;
        string? description = null;
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "name":
                    command = json.Text();
                    break;
                case "description":
                    description = json.IsNull() ? null : json.Text();
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new CommandSummary(command ?? throw new JsonException("a command without a name"), description);
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("name"u8, Name);
        if (Description is not null)
        {
            writer.WriteString("description"u8, Description);
        }
    }
}
