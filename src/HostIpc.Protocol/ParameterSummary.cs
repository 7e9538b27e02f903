using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>A parameter of a command as a peer that may run it sees it.</summary>
/// <param name="Name">Its name.</param>
public sealed record ParameterSummary(string Name)
{
    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>Its value where it is left out; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>The regular expression that the whole value must match; null for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>The values that are taken; empty where <see cref="Pattern"/> says it, or any is.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    internal static ParameterSummary Read(ref JsonPayload json)
    {
        string? parameter = null;
        bool optional = false;
        string? defaultValue = null;
        string? pattern = null;
        IReadOnlyList<string> values = [];
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "name":
                    parameter = json.Text();
                    break;
                case "optional":
                    optional = json.Flag();
                    break;
                case "default":
                    defaultValue = json.IsNull() ? null : json.Text();
                    break;
                case "pattern":
                    pattern = json.IsNull() ? null : json.Text();
                    break;
                case "values":
                    values = json.Texts();
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return new ParameterSummary(parameter ?? throw new JsonException("a parameter without a name"))
        {
            Optional = optional,
            Default = defaultValue,
            Pattern = pattern,
            Values = values,
        };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("name"u8, Name);
        writer.WriteBoolean("optional"u8, Optional);
        WriteOptional(writer, "default"u8, Default);
        WriteOptional(writer, "pattern"u8, Pattern);
        if (Values.Count > 0)
        {
            writer.WriteStartArray("values"u8);
            foreach (string value in Values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
