using System.Text.Json;
using HostIpc.Docker.Engine.Payloads;

namespace HostIpc.Docker;

/// <summary>
/// Which containers of a list, or which events, are wanted. Values of one key are alternatives, and every key has to be met; of labels every one. Which keys there are
/// the Engine API says: of containers <c>id</c>, <c>name</c>, <c>label</c>, <c>status</c>, <c>ancestor</c>, <c>network</c> and others, of events <c>type</c>, <c>event</c>,
/// <c>container</c>, <c>image</c>, <c>label</c> and others. The engine refuses a key that it does not know in a list; of events it then has none.
/// </summary>
public sealed class DockerFilter
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Adds a value.</summary>
    /// <param name="key">The key: <c>type</c>.</param>
    /// <param name="value">The value: <c>container</c>; of <c>label</c> <c>name</c> or <c>name=value</c>.</param>
    /// <returns>The same filter.</returns>
    public DockerFilter Add(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        if (!_values.TryGetValue(key, out List<string>? values))
        {
            _values.Add(key, values = []);
        }

        values.Add(value);
        return this;
    }

    /// <summary>As the API has it: an object of lists.</summary>
    public override string ToString() => JsonSerializer.Serialize(_values, RequestJson.Default.DictionaryStringListString);
}
