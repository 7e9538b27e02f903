using System.Globalization;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc ping</c>: whether the server answers, and how fast.</summary>
internal static class Ping
{
    public static async Task<int> ExecuteAsync(HostIpcClient client, Invocation invocation)
    {
        // First what is no measurement: the connection is there then.
        ServerStatus status = await client.GetStatusAsync();
        TimeSpan roundTrip = await client.PingAsync();
        return invocation.Json ? Answer.Print(Write(invocation.Endpoint, status, roundTrip)) : Answer.Print(Describe(invocation.Endpoint, status, roundTrip));
    }

    private static PlainText Describe(string endpoint, ServerStatus status, TimeSpan roundTrip)
    {
        var text = new PlainText();
        text.AddLine(string.Create(
            CultureInfo.InvariantCulture, $"{endpoint} answers: hostipcd {status.Version}, up {InOneUnit(status.Uptime)}, {roundTrip.TotalMilliseconds:0.##} ms"));
        return text;
    }

    private static string InOneUnit(TimeSpan time) =>
        time.Days > 0 ? $"{time.Days} d" : time.Hours > 0 ? $"{time.Hours} h" : time.Minutes > 0 ? $"{time.Minutes} m" : $"{time.Seconds} s";

    private static ReadOnlyMemory<byte> Write(string endpoint, ServerStatus status, TimeSpan roundTrip) =>
        JsonText.Write(writer =>
        {
            writer.WriteString("endpoint"u8, endpoint);
            writer.WriteNumber("roundTripMs"u8, Math.Round(roundTrip.TotalMilliseconds, 3));
            status.WriteTo(writer);
        });
}
