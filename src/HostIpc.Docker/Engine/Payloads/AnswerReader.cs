using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Reads what an engine says. A member that is missing or null is as nothing; one of another kind makes the answer none.</summary>
internal static class AnswerReader
{
    /// <summary>Reads an answer.</summary>
    /// <param name="content">The answer.</param>
    /// <param name="type">Its form.</param>
    /// <param name="subject">What it should describe, for the message.</param>
    /// <param name="map">Makes the result of it.</param>
    /// <exception cref="DockerException">It is something else.</exception>
    public static TResult Read<TAnswer, TResult>(ReadOnlyMemory<byte> content, JsonTypeInfo<TAnswer> type, string subject, Func<TAnswer, TResult> map)
        where TAnswer : class
    {
        try
        {
            return map(JsonSerializer.Deserialize(content.Span, type).Required("the answer"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new DockerException($"the answer does not describe {subject}", e);
        }
    }

    /// <summary>A member that has to be there.</summary>
    /// <exception cref="JsonException">It is missing or null.</exception>
    public static T Required<T>(this T? member, string name)
        where T : class => member ?? throw new JsonException($"{name} is missing");

    /// <summary>A text that has to be there.</summary>
    /// <exception cref="JsonException">It is missing or empty.</exception>
    public static string RequiredText(this string? text, string name) => text is { Length: > 0 } ? text : throw new JsonException($"{name} is empty");

    /// <summary>The texts by their names; those that are null are empty.</summary>
    public static Dictionary<string, string> OrEmpty(this Dictionary<string, string?>? texts)
    {
        if (texts is null)
        {
            return [];
        }

        Dictionary<string, string> found = texts!;
        foreach (string name in found.Where(text => text.Value is null).Select(text => text.Key).ToArray())
        {
            found[name] = "";
        }

        return found;
    }
}
