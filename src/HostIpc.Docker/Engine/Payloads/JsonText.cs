using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Writes what the engine is asked with.</summary>
internal static class JsonText
{
    public static byte[] Object(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>A list, unless it is null or empty.</summary>
    public static void WriteList(this Utf8JsonWriter json, string name, IEnumerable<string>? values)
    {
        bool isStarted = false;
        foreach (string value in values ?? [])
        {
            if (!isStarted)
            {
                json.WriteStartArray(name);
                isStarted = true;
            }

            json.WriteStringValue(value);
        }

        if (isStarted)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>An object of texts, unless it is empty.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IDictionary<string, string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartObject(name);
            foreach ((string key, string value) in values)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }
    }

    /// <summary>A text, unless it is null.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>A true; the API takes a missing one for false.</summary>
    public static void WriteFlag(this Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    /// <summary>Variables, each as <c>NAME=value</c>, unless there are none.</summary>
    public static void WriteEnvironment(this Utf8JsonWriter json, IDictionary<string, string> variables)
    {
        var lines = new List<string>();
        foreach ((string name, string value) in variables)
        {
            lines.Add($"{name}={value}");
        }

        json.WriteList("Env", lines);
    }
}
