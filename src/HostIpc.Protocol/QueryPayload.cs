using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of a query frame.</summary>
public static class QueryPayload
{
    /// <summary>Asks for the server's status.</summary>
    public const string Status = "status";

    /// <summary>Asks for the commands that this peer may run.</summary>
    public const string Commands = "commands";

    /// <summary>What runs and waits. For the server's own user.</summary>
    public const string Running = "running";

    /// <summary>Ends a request, whose <c>id</c> goes with it. For the server's own user.</summary>
    public const string End = "end";

    /// <summary>Writes a query without an id.</summary>
    /// <param name="query">One of the names above, except <see cref="End"/>.</param>
    public static ReadOnlyMemory<byte> Write(string query) => JsonPayload.Write(query, static (writer, query) => writer.WriteString("what"u8, query));

    /// <summary>Writes a query that ends a request.</summary>
    /// <param name="id">The request's number, 1 or more.</param>
    public static ReadOnlyMemory<byte> WriteEnd(long id) => JsonPayload.Write(id, static (writer, id) =>
    {
        writer.WriteString("what"u8, End);
        writer.WriteNumber("id"u8, id);
    });

    /// <summary>What is asked; null where it is no query.</summary>
    public static string? Read(in ReadOnlySequence<byte> payload) => Read(payload, out _);

    /// <summary>What is asked; null where it is no query.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <param name="id">Of the request that <see cref="End"/> is for.</param>
    public static string? Read(in ReadOnlySequence<byte> payload, out long id)
    {
        id = 0;
        string? query = null;
        bool hasId = false;
        try
        {
            var json = new JsonPayload(payload);
            while (json.Next(out string name))
            {
                switch (name)
                {
                    case "what" when query is null:
                        query = json.Text();
                        break;
                    case "id" when !hasId:
                        id = json.Number(1, long.MaxValue);
                        hasId = true;
                        break;
                    default:
                        return null;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return query switch
        {
            Status or Commands or Running => hasId ? null : query,
            End => hasId ? query : null,
            _ => null,
        };
    }
}
