using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>A request that runs or waits, as the server's own user sees it.</summary>
/// <param name="Id">Its number, as the log has it.</param>
/// <param name="State"><c>running</c>, <c>waiting</c>, <c>ending</c> or <c>left-behind</c>.</param>
/// <param name="Peer">Who asked, as the log shows it; empty where it is not known any more.</param>
/// <param name="Command">The request, cut after some characters.</param>
/// <param name="Elapsed">How long it has been in that state, in whole milliseconds on the wire.</param>
internal sealed record ActiveCommand(long Id, string State, string Peer, string Command, TimeSpan Elapsed)
{
    public const string Running = "running";
    public const string Waiting = "waiting";
    public const string Ending = "ending";
    public const string LeftBehind = "left-behind";

    public static ActiveCommand Read(ref JsonObjectReader json)
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

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteNumber("id"u8, Id);
        writer.WriteString("state"u8, State);
        writer.WriteString("peer"u8, Peer);
        writer.WriteString("command"u8, Command);
        writer.WriteNumber("elapsedMs"u8, (long)Elapsed.TotalMilliseconds);
    }
}
