using System.CommandLine;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc send</c>: a line into the FIFO, without waiting for what becomes of it.</summary>
internal sealed class SendVerb : Verb
{
    private readonly Argument<string> _line = new("LINE");

    public SendVerb()
        : base("send") => Add(_line);

    public override UsageLine[] Usage => [new("LINE", "put a line into the server's FIFO and do not wait")];

    public override string Details =>
        $"""
        The FIFO is that of an endpoint fifo:/path; for unix:/d/x.sock it is /d/channel. With its line feed the line has at most
        4096 bytes. A line that begins with - goes after --. Exit code: 0 when the line is in the FIFO, 125 when it is not.

        {EndpointOption.Help}
        """;

    public override Invocation Read(VerbArguments arguments)
    {
        string line = arguments.Parsed.GetValue(_line)!;
        return line is ['-', _, ..] && !arguments.Words.Own.Contains("--") ? Invocation.Wrong($"{line} is not known here; a line that begins with - goes after --")
            : HostIpcClient.FindLineFault(line) is { } fault ? Invocation.Wrong($"the line cannot be sent: {fault}")
            : Invocation.Of(() => Conversation.HoldAsync(arguments.Endpoint, client => SendAsync(client, line)));
    }

    private static async Task<int> SendAsync(HostIpcClient client, string line)
    {
        await client.SendAsync(line);
        return ExitCode.Success;
    }
}
