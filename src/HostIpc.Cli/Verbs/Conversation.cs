using HostIpc.Cli.Streams;
using HostIpc.Client;

namespace HostIpc.Cli.Verbs;

/// <summary>Talks to the server as a verb wants.</summary>
internal static class Conversation
{
    /// <summary>Holds one conversation. A failure is reported on standard error.</summary>
    /// <param name="endpoint">Where the server is.</param>
    /// <param name="converse">What the verb does with the client; returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> HoldAsync(string endpoint, Func<HostIpcClient, Task<int>> converse)
    {
        HostIpcClient client;
        try
        {
            client = new HostIpcClient(new HostIpcClientOptions { Endpoint = endpoint, Blocks = true, IdleLifetime = Timeout.InfiniteTimeSpan });
        }
        catch (HostIpcConnectionException e)
        {
            return ErrorOutput.Print(e.Message, ExitCode.BadUsage); // the endpoint is none
        }

        try
        {
            return await converse(client);
        }
        catch (HostIpcException e)
        {
            return ErrorOutput.Print(e.Message, ExitCode.Of(e));
        }

        // Not disposed of: the process ends, and the kernel closes what is open a good deal sooner. Until then the server would only be woken to compete for the processor.
    }
}
