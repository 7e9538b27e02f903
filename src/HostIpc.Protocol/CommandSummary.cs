using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>A command as a peer that may run it sees it.</summary>
/// <param name="Name">The name that runs it.</param>
/// <param name="Description">What the operator says of it; null for nothing.</param>
public sealed record CommandSummary(string Name, string? Description = null)
{
    // What an answer may come to in memory.
    private const int MaxParameters = 1024;

    /// <summary>What is said behind the name, in order; empty where nothing is, or anything may be.</summary>
    public IReadOnlyList<ParameterSummary> Parameters { get; init; } = [];

    internal static CommandSummary Read(ref JsonPayload json)
    {
        string? command = null;
        string? description = null;
        IReadOnlyList<ParameterSummary> parameters = [];
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
                case "parameters":
                    parameters = ReadParameters(ref json);
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new CommandSummary(command ?? throw new JsonException("a command without a name"), description) { Parameters = parameters };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("name"u8, Name);
        if (Description is not null)
        {
            writer.WriteString("description"u8, Description);
        }

        if (Parameters.Count > 0)
        {
            writer.WriteStartArray("parameters"u8);
            foreach (ParameterSummary parameter in Parameters)
            {
                writer.WriteStartObject();
                parameter.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static List<ParameterSummary> ReadParameters(ref JsonPayload json)
    {
        var parameters = new List<ParameterSummary>();
        json.Objects(MaxParameters, (ref JsonPayload parameter) => parameters.Add(ParameterSummary.Read(ref parameter)));
        return parameters;
    }
}
