using System.Text;
using System.Text.Json;

namespace HostIpc.Docker;

/// <summary>
/// Which containers of a list, or which events, are wanted. Values of one key are alternatives, and every key has to be met; of labels every one. Which keys there are
/// the Engine API says: of containers <c>id</c>, <c>name</c>, <c>label</c>, <c>status</c>, <c>ancestor</c>, <c>network</c> and others, of events <c>type</c>, <c>event</c>,
/// <c>container</c>, <c>image</c>, <c>label</c> and others. The engine refuses a key that it does not know in a list; of events it then has none.
/// </summary>
public sealed class DockerFilter
{
    private readonly List<string> _keys = [];
    private readonly List<List<string>> _values = [];

    /// <summary>Adds a value.</summary>
    /// <param name="key">The key: <c>type</c>.</param>
    /// <param name="value">The value: <c>container</c>; of <c>label</c> <c>name</c> or <c>name=value</c>.</param>
    /// <returns>The same filter.</returns>
    public DockerFilter Add(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        int at = _keys.IndexOf(key);
        if (at < 0)
        {
            at = _keys.Count;
            _keys.Add(key);
            _values.Add([]);
        }

        _values[at].Add(value);
        return this;
    }

    /// <summary>As the API has it: an object of lists.</summary>
    public override string ToString()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            for (int i = 0; i < _keys.Count; i++)
            {
                json.WriteStartArray(_keys[i]);
                _values[i].ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
