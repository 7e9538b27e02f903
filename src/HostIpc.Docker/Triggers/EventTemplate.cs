using System.Globalization;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Docker.Triggers;

/// <summary>A text with placeholders for what an event says. Whatever that is, it stays one value.</summary>
internal sealed class EventTemplate
{
    public const string Placeholders = "{Type}, {Action}, {Actor.ID}, {Actor.Attributes.KEY}, {time}";

    // No parameter takes a longer value, and events wait with theirs.
    private const int Longest = 65536;

    private const string AttributePrefix = "Actor.Attributes.";

    // Text and names of placeholders in turn.
    private readonly List<string> _parts;

    private EventTemplate(List<string> parts) => _parts = parts;

    /// <summary>Takes a text apart. Braces around what has a space or a brace in it are text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unknown">A placeholder that no event has anything for; null where there is none.</param>
    public static EventTemplate Parse(string text, out string? unknown)
    {
        List<string> parts = PlaceholderText.Split(text, static name => name.Length > 0 && !name.AsSpan().ContainsAny("{ \t\"'"));
        unknown = null;
        for (int i = 1; i < parts.Count; i += 2)
        {
            unknown ??= IsKnown(parts[i]) ? null : parts[i];
        }

        return new EventTemplate(parts);
    }

    /// <summary>The text for an event; null where that has nothing for a placeholder.</summary>
    /// <param name="found">The event.</param>
    /// <param name="problem">What it lacks, for the operator.</param>
    public string? Fill(DockerEvent found, out string? problem)
    {
        problem = null;
        var filled = new StringBuilder(_parts[0]);
        for (int i = 1; i < _parts.Count; i += 2)
        {
            if (ValueOf(_parts[i], found) is not { } value)
            {
                problem = $"the event has no {_parts[i]}";
                return null;
            }

            filled.Append(value).Append(_parts[i + 1]);
            if (filled.Length > Longest)
            {
                problem = $"{_parts[i]} has {value.Length} characters";
                return null;
            }
        }

        return filled.ToString();
    }

    private static bool IsKnown(string name) => name is "Type" or "Action" or "Actor.ID" or "time" || (name.Length > AttributePrefix.Length && name.StartsWith(AttributePrefix, StringComparison.Ordinal));

    private static string? ValueOf(string name, DockerEvent found) => name switch
    {
        "Type" => found.Type,
        "Action" => found.Action,
        "Actor.ID" => found.ActorId,
        "time" => found.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
        _ => found.Attributes.TryGetValue(name[AttributePrefix.Length..], out string? value) ? value : null,
    };
}
