using System.CommandLine;
using System.Globalization;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc ping</c>: whether the server answers, and how fast.</summary>
internal sealed class PingVerb : Verb
{
    private readonly Option<bool> _json = new("--json");

    public PingVerb()
        : base("ping") => Add(_json);

    public override UsageLine[] Usage => [new("[--json]", "whether the server answers")];

    public override string Details =>
        $"""
        --json           an object of JSON on one line: endpoint, roundTripMs, version, uptimeMs, connections, running, peer

        Exit code: 0 when it answers, 125 when it does not.

        {EndpointOption.Help}
        """;

    public override Invocation Read(VerbArguments arguments)
    {
        (string endpoint, bool asJson) = (arguments.Endpoint, arguments.Parsed.GetValue(_json));
        return Invocation.Of(() => Conversation.HoldAsync(endpoint, client => PrintAsync(client, endpoint, asJson)));
    }

    private static async Task<int> PrintAsync(HostIpcClient client, string endpoint, bool asJson)
    {
        // First what is no measurement: the connection is there then.
        ServerStatus status = await client.GetStatusAsync();
        TimeSpan roundTrip = await client.PingAsync();
        return !asJson ? Answer.Print(Describe(endpoint, status, roundTrip)) : Answer.Print(writer =>
        {
            writer.WriteString("endpoint"u8, endpoint);
            writer.WriteNumber("roundTripMs"u8, Math.Round(roundTrip.TotalMilliseconds, 3));
            status.WriteTo(writer);
        });
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
}
