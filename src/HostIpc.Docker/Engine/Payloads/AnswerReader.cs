using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HostIpc.Docker.Engine.Http;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Reads the engine's answers. A member that is missing or null counts as empty; one of another type makes the answer invalid.</summary>
internal static class AnswerReader
{
    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="api">The engine.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">The type of the answer.</param>
    /// <param name="subject">What the answer should describe, for the message.</param>
    /// <param name="map">Makes the result of the answer and its text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="extraTime">Time on top of the timeout; infinite for no bound.</param>
    /// <exception cref="DockerException">The engine refuses, cannot be reached, or answers something else.</exception>
    public static async Task<TResult> ReadAsync<TAnswer, TResult>(
        this EngineApi api,
        EngineRequest request,
        JsonTypeInfo<TAnswer> type,
        string subject,
        Func<TAnswer, ReadOnlyMemory<byte>, TResult> map,
        CancellationToken cancellationToken,
        TimeSpan extraTime = default)
        where TAnswer : class
    {
        ReadOnlyMemory<byte> json = (await api.SendAsync(request, cancellationToken, extraTime).ConfigureAwait(false)).Content;
        return type.Read(json.Span, subject, answer => map(answer, json));
    }

    /// <summary>As the other, for a result that does not hold the text.</summary>
    /// <exception cref="DockerException">The engine refuses, cannot be reached, or answers something else.</exception>
    public static Task<TResult> ReadAsync<TAnswer, TResult>(
        this EngineApi api, EngineRequest request, JsonTypeInfo<TAnswer> type, string subject, Func<TAnswer, TResult> map, CancellationToken cancellationToken, TimeSpan extraTime = default)
        where TAnswer : class => api.ReadAsync(request, type, subject, (answer, _) => map(answer), cancellationToken, extraTime);

    /// <summary>Reads an answer.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="content">The answer.</param>
    /// <param name="subject">What it should describe, for the message.</param>
    /// <param name="map">Makes the result of it.</param>
    /// <exception cref="DockerException">It is something else.</exception>
    public static TResult Read<TAnswer, TResult>(this JsonTypeInfo<TAnswer> type, ReadOnlySpan<byte> content, string subject, Func<TAnswer, TResult> map)
        where TAnswer : class
    {
        try
        {
            return map(JsonSerializer.Deserialize(content, type).Required("the answer"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new DockerException($"the answer does not describe {subject}", e);
        }
    }

    /// <summary>A member that must be there.</summary>
    /// <exception cref="JsonException">It is missing or null.</exception>
    public static T Required<T>(this T? member, string name)
        where T : class => member ?? throw new JsonException($"{name} is missing");

    /// <summary>A text that must be there.</summary>
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
