using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Cli.Verbs;
using HostIpc.Client;

namespace HostIpc.Cli;

/// <summary>Talks to the server as the verb wants.</summary>
internal static class Conversation
{
    /// <returns>The exit code.</returns>
    public static async Task<int> HoldAsync(Invocation invocation)
    {
        HostIpcClient client;
        try
        {
            client = new HostIpcClient(new HostIpcClientOptions { Endpoint = invocation.Endpoint, Blocks = true, IdleLifetime = Timeout.InfiniteTimeSpan });
        }
        catch (HostIpcConnectionException e)
        {
            return Complaint.Print(e.Message, ExitCode.BadUsage); // the endpoint is none
        }

        try
        {
            return await (invocation.Verb switch
            {
                CommandLine.Run => Run.ExecuteAsync(client, invocation),
                CommandLine.Send => Send.ExecuteAsync(client, invocation),
                CommandLine.List => List.ExecuteAsync(client, invocation),
                _ => Ping.ExecuteAsync(client, invocation),
            });
        }
        catch (HostIpcException e)
        {
            return Complaint.Print(e.Message, ExitCode.Of(e));
        }

        // Not disposed of: the process ends, and the kernel closes what is open a good deal sooner. Until then the server would only be woken to compete for the processor.
    }
}
