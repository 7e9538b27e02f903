using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of a request frame.</summary>
public static class RequestPayload
{
    /// <summary>The member that merges standard error into standard output. A server that does not know this member refuses it by its name.</summary>
    public const string MergeStderr = "mergeStderr";

    /// <summary>Writes the payload.</summary>
    /// <param name="request">What it says.</param>
    /// <returns>The payload, JSON in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(CommandRequest request) => JsonPayload.Write(request, static (writer, request) =>
    {
        if (request.Arguments is { } arguments)
        {
            writer.WriteStartArray("argv"u8);
            foreach (string argument in arguments)
            {
                writer.WriteStringValue(argument);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("shell"u8, request.Line.Span);
        }

        if (request.Settings is { } settings)
        {
            WriteSettings(writer, settings);
        }
    });

    /// <summary>Takes a request apart.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="maxLineBytes">The bound of a shell line.</param>
    /// <param name="fault">What is wrong with it, where it is none.</param>
    public static CommandRequest? Read(in ReadOnlySequence<byte> payload, int maxLineBytes, out string fault)
    {
        fault = "";
        try
        {
            return Read(payload, maxLineBytes);
        }
        catch (JsonException e)
        {
            fault = $"a request that is not as it should be: {e.Message.Split(" LineNumber", 2)[0]}";
            return null;
        }
    }

    private static CommandRequest Read(in ReadOnlySequence<byte> payload, int maxLineBytes)
    {
        List<string>? arguments = null;
        string? shell = null;
        string? directory = null;
        var environment = new Dictionary<string, string>();
        TimeSpan? timeout = null;
        bool hasInput = false;
        bool mergesStderr = false;
        var json = new JsonPayload(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "argv":
                    arguments = json.Texts();
                    break;
                case "shell":
                    shell = json.Text();
                    break;
                case "cwd":
                    directory = json.Text() is var path && IsFreeOfNul(path) ? path : throw new JsonException("a NUL in cwd");
                    break;
                case "env":
                    environment = ReadEnvironment(ref json);
                    break;
                case "timeoutMs":
                    timeout = TimeSpan.FromMilliseconds(json.Number(1, (long)CommandSettings.LongestTimeout.TotalMilliseconds));
                    break;
                case "stdin":
                    hasInput = json.Flag();
                    break;
                case MergeStderr:
                    mergesStderr = json.Flag();
                    break;
                default:
                    throw new JsonException($"an unknown member {JsonPayload.Quote(name)}");
            }
        }

        var settings = new CommandSettings { Directory = directory, Environment = environment, Timeout = timeout, HasInput = hasInput, MergeStderr = mergesStderr };
        return (arguments, shell) switch
        {
            ({ Count: > 0 }, null) when arguments.TrueForAll(IsFreeOfNul) => new CommandRequest(arguments) { Settings = settings },
            (null, { } line) when IsFreeOfNul(line) => new CommandRequest(ReadLine(line, maxLineBytes)) { Settings = settings },
            ({ Count: > 0 }, null) or (null, not null) => throw new JsonException("a NUL in it"),
            _ => throw new JsonException("either argv, not empty, or shell is wanted"),
        };
    }

    private static byte[] ReadLine(string line, int maxLineBytes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        return bytes.Length <= maxLineBytes ? bytes
            : throw new JsonException($"a shell line of {bytes.Length} bytes; at most {maxLineBytes} are taken (Limits:MaxLineBytes)");
    }

    // A name with an equals sign would set another variable than the one that the policy judges, and a NUL would end it early.
    private static Dictionary<string, string> ReadEnvironment(ref JsonPayload json)
    {
        Dictionary<string, string> variables = json.TextsByName(CommandSettings.MaxVariables);
        foreach ((string name, string value) in variables)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || !IsFreeOfNul(name) || !IsFreeOfNul(value))
            {
                throw new JsonException($"{JsonPayload.Quote(name)} in env is no variable, or its value none");
            }
        }

        return variables;
    }

    private static bool IsFreeOfNul(string text) => !text.Contains('\0', StringComparison.Ordinal);

    private static void WriteSettings(Utf8JsonWriter writer, CommandSettings settings)
    {
        if (settings.Directory is { } directory)
        {
            writer.WriteString("cwd"u8, directory);
        }

        if (settings.Environment.Count > 0)
        {
            writer.WriteStartObject("env"u8);
            foreach ((string name, string value) in settings.Environment)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        if (settings.Timeout is { } timeout)
        {
            // Never zero: that would be no timeout at all.
            writer.WriteNumber("timeoutMs"u8, Math.Max(1, (long)timeout.TotalMilliseconds));
        }

        if (settings.HasInput)
        {
            writer.WriteBoolean("stdin"u8, true);
        }

        if (settings.MergeStderr)
        {
            writer.WriteBoolean(MergeStderr, true);
        }
    }
}
