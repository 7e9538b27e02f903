using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>
/// Reads the object that a payload is, member by member, without a tree of it in memory. Strict where a client is: a member twice, an unknown one, or one of another kind is a
/// fault, since a misspelt <c>timeoutMs</c> is no timeout.
/// </summary>
internal ref struct JsonObjectReader
{
    private const int MaxDepth = 8;

    private HashSet<string> _seen = [];
    private Utf8JsonReader _reader;

    /// <summary>Reads the members of an object that the reader stands at.</summary>
    public delegate void Body(ref JsonObjectReader json);

    public JsonObjectReader(in ReadOnlySequence<byte> payload)
    {
        _reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("no object");
        }
    }

    /// <summary>Goes to the next member. False at the end of the object.</summary>
    /// <exception cref="JsonException">It is no JSON, or the member was there before.</exception>
    public bool Next(out string name)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            name = "";
            if (_reader.CurrentDepth == 0)
            {
                _reader.Read(); // which throws where something follows
            }

            return false;
        }

        name = _reader.GetString()!;
        return _seen.Add(name) ? _reader.Read() : throw new JsonException($"{name} twice");
    }

    /// <summary>The member's value.</summary>
    public readonly string Text() => Is(JsonTokenType.String, "a text") ? _reader.GetString()! : "";

    public readonly long Number() => Is(JsonTokenType.Number, "a whole number") && _reader.TryGetInt64(out long number)
        ? number : throw new JsonException("a whole number is wanted");

    public readonly bool Flag() => _reader.TokenType == JsonTokenType.True || (Is(JsonTokenType.False, "true or false") && false);

    public readonly bool IsNull() => _reader.TokenType == JsonTokenType.Null;

    public List<string> Texts()
    {
        var texts = new List<string>();
        Is(JsonTokenType.StartArray, "a list of texts");
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(Text());
        }

        return texts;
    }

    /// <summary>Reads each object of a list.</summary>
    public void Objects(Body read)
    {
        Is(JsonTokenType.StartArray, "a list of objects");
        HashSet<string> outer = _seen;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            Is(JsonTokenType.StartObject, "an object");
            _seen = [];
            read(ref this);
        }

        _seen = outer;
    }

    public Dictionary<string, string> TextsByName()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        Is(JsonTokenType.StartObject, "an object of texts");
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string name = _reader.GetString()!;
            _reader.Read();
            if (!texts.TryAdd(name, Text()))
            {
                throw new JsonException($"{name} twice");
            }
        }

        return texts;
    }

    /// <summary>Passes over the value.</summary>
    public void Skip() => _reader.Skip();

    private readonly bool Is(JsonTokenType type, string wanted) =>
        _reader.TokenType == type ? true : throw new JsonException($"{wanted} is wanted");
}
