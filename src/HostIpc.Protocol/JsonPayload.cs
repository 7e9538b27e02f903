using System.Buffers;
using System.Text.Json;
using HostIpc.Text;

namespace HostIpc.Protocol;

/// <summary>
/// The JSON object that a frame's payload is. It is read member by member, without a tree of it in memory. Strict where a client is: a member twice, an unknown one, or one of another kind is a
/// fault, since a misspelt <c>timeoutMs</c> is no timeout.
/// </summary>
/// <remarks>Whatever the bytes are, a method returns or throws <see cref="JsonException"/>, and what it keeps is bounded by the payload's own length.</remarks>
internal ref partial struct JsonPayload
{
    private const int MaxDepth = 8;

    /// <summary>Members are remembered to tell a second of the same name: a payload of nothing but names is not to cost many times its length.</summary>
    private const int MaxMembers = 64;

    private const int MaxQuoted = 64;

    private HashSet<string> _seen = [];
    private Utf8JsonReader _reader;

    /// <summary>Reads the members of an object that the reader stands at.</summary>
    public delegate void Body(ref JsonPayload json);

    public JsonPayload(in ReadOnlySequence<byte> payload)
    {
        _reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("no object");
        }
    }

    /// <summary>How a message quotes a name that the peer chose.</summary>
    public static string Quote(string name) => Truncation.Of(name, MaxQuoted);

    /// <summary>Goes to the next member. False at the end of the object.</summary>
    /// <exception cref="JsonException">It is no JSON, the member was there before, or there are too many.</exception>
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

        name = Decode();
        return !_seen.Add(name) ? throw new JsonException($"{Quote(name)} twice")
            : _seen.Count > MaxMembers ? throw new JsonException($"more than {MaxMembers} members")
            : _reader.Read();
    }

    /// <summary>The member's value.</summary>
    public readonly string Text() => Is(JsonTokenType.String, "a text") ? Decode() : "";

    /// <summary>The member's value, a whole number within bounds.</summary>
    public readonly long Number(long least, long max) =>
        !Is(JsonTokenType.Number, "a whole number") || !_reader.TryGetInt64(out long number) ? throw new JsonException("a whole number is wanted")
            : number < least || number > max ? throw new JsonException($"{number} is not from {least} to {max}")
            : number;

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

    /// <summary>Reads each object of a list that has no more than <paramref name="max"/>.</summary>
    public void Objects(int max, Body read)
    {
        Is(JsonTokenType.StartArray, "a list of objects");
        HashSet<string> outer = _seen;
        _seen = [];
        for (int count = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; count++)
        {
            Is(JsonTokenType.StartObject, "an object");
            if (count == max)
            {
                throw new JsonException($"more than {max} objects in a list");
            }

            _seen.Clear();
            read(ref this);
        }

        _seen = outer;
    }

    /// <summary>Reads an object of no more than <paramref name="max"/> texts.</summary>
    public Dictionary<string, string> TextsByName(int max)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        Is(JsonTokenType.StartObject, "an object of texts");
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string name = Decode();
            _reader.Read();
            if (!texts.TryAdd(name, Text()))
            {
                throw new JsonException($"{Quote(name)} twice");
            }

            if (texts.Count > max)
            {
                throw new JsonException($"more than {max} members");
            }
        }

        return texts;
    }

    /// <summary>Passes over the value.</summary>
    public void Skip() => _reader.Skip();

    private readonly bool Is(JsonTokenType type, string expected) =>
        _reader.TokenType == type ? true : throw new JsonException($"{expected} is wanted");

    private readonly string Decode()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // What the framework throws for bytes that are no UTF-8, and for an escape that is half of a surrogate pair.
            throw new JsonException("a text that is no Unicode", e);
        }
    }
}
