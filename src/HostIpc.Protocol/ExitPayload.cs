using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>The payload of an exit frame.</summary>
public static class ExitPayload
{
    // As much as a TimeSpan holds.
    private const long MaxMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>Writes the payload.</summary>
    /// <param name="result">What it says.</param>
    /// <returns>The payload, JSON in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(CommandResult result) => JsonPayload.Write(result, WriteTo);

    /// <summary>Writes the members into an object that is open. The JSON log has the same.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="result">How the command ended.</param>
    public static void WriteTo(Utf8JsonWriter writer, CommandResult result)
    {
        if (result.Signal is { } signal)
        {
            writer.WriteNumber("signal"u8, signal);
        }
        else if (result.ExitCode is { } code)
        {
            writer.WriteNumber("code"u8, code);
        }

        writer.WriteBoolean("timedOut"u8, result.TimedOut);
        if (result.OutputExceeded)
        {
            writer.WriteBoolean("outputExceeded"u8, true);
        }

        writer.WriteNumber("elapsedMs"u8, (long)result.Elapsed.TotalMilliseconds);
        writer.WriteNumber("userMs"u8, (long)result.UserTime.TotalMilliseconds);
        writer.WriteNumber("systemMs"u8, (long)result.SystemTime.TotalMilliseconds);
        writer.WriteNumber("maxRssKiB"u8, result.MaxRssKiB);
    }

    /// <summary>Reads the payload. Members of later versions are passed over.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="JsonException">The payload is not such an object. The message names the member.</exception>
    public static CommandResult Read(in ReadOnlySequence<byte> payload)
    {
        int? code = null;
        int? signal = null;
        bool timedOut = false;
        bool outputExceeded = false;
        TimeSpan elapsed = default;
        TimeSpan user = default;
        TimeSpan system = default;
        long memory = 0;
        var json = new JsonPayload(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "code":
                    code = (int)json.Number(0, 255);
                    break;
                case "signal":
                    signal = (int)json.Number(1, 127);
                    break;
                case "timedOut":
                    timedOut = json.Flag();
                    break;
                case "outputExceeded":
                    outputExceeded = json.Flag();
                    break;
                case "elapsedMs":
                    elapsed = Milliseconds(ref json);
                    break;
                case "userMs":
                    user = Milliseconds(ref json);
                    break;
                case "systemMs":
                    system = Milliseconds(ref json);
                    break;
                case "maxRssKiB":
                    memory = json.Number(0, long.MaxValue);
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        // A handler that was given up when its time was up has neither.
        return (code ?? signal) is null && !timedOut ? throw new JsonException("neither code nor signal")
            : code is not null && signal is not null ? throw new JsonException("both code and signal")
            : new CommandResult
            {
                ExitCode = code,
                Signal = signal,
                TimedOut = timedOut,
                OutputExceeded = outputExceeded,
                Elapsed = elapsed,
                UserTime = user,
                SystemTime = system,
                MaxRssKiB = memory,
            };
    }

    private static TimeSpan Milliseconds(ref JsonPayload json) => TimeSpan.FromMilliseconds(json.Number(0, MaxMilliseconds));
}
