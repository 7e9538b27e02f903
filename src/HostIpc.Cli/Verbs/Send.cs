using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc send</c>: a line into the FIFO, without waiting for what becomes of it.</summary>
internal static class Send
{
    public static async Task<int> ExecuteAsync(HostIpcClient client, Invocation invocation)
    {
        await client.SendAsync(invocation.Line!);
        return ExitCode.Success;
    }
}
