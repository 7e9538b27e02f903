using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>A request that runs or waits, as the server's own user sees it.</summary>
/// <param name="Id">Its number, as the log has it.</param>
/// <param name="State"><c>running</c>, <c>waiting</c>, <c>ending</c> or <c>left-behind</c>.</param>
/// <param name="Peer">Who asked, as the log shows it; empty where it is not known any more.</param>
/// <param name="Command">The request, cut after some characters.</param>
/// <param name="Elapsed">How long it has been in that state, in whole milliseconds on the wire.</param>
public sealed record ActiveCommand(long Id, string State, string Peer, string Command, TimeSpan Elapsed)
{
    /// <summary>The state of a command that runs.</summary>
    public const string Running = "running";

    /// <summary>The state of a request that waits for its turn.</summary>
    public const string Waiting = "waiting";

    /// <summary>The state of a command that was told to end and has not yet.</summary>
    public const string Ending = "ending";

    /// <summary>The state of a process that could not be ended and is left to the kernel.</summary>
    public const string LeftBehind = "left-behind";

    internal static ActiveCommand Read(ref JsonPayload json)
    {
        var command = new ActiveCommand(0, "", "", "", TimeSpan.Zero);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "id":
                    command = command with { Id = json.Number(0, long.MaxValue) };
                    break;
                case "state":
                    command = command with { State = json.Text() };
                    break;
                case "peer":
                    command = command with { Peer = json.Text() };
                    break;
                case "command":
                    command = command with { Command = json.Text() };
                    break;
                case "elapsedMs":
                    command = command with { Elapsed = TimeSpan.FromMilliseconds(json.Number(0, long.MaxValue / TimeSpan.TicksPerMillisecond)) };
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return command;
    }

    /// <summary>Writes the members into an object that is open.</summary>
    /// <param name="writer">Where.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteNumber("id"u8, Id);
        writer.WriteString("state"u8, State);
        writer.WriteString("peer"u8, Peer);
        writer.WriteString("command"u8, Command);
        writer.WriteNumber("elapsedMs"u8, (long)Elapsed.TotalMilliseconds);
    }
}
