namespace HostIpc.Client;

/// <summary>Shorter ways to ask.</summary>
public static class HostIpcClientExtensions
{
    /// <summary>Runs a program, or a command that the server's operator has defined, with its arguments as they are, and keeps what it writes: <c>await host.RunAsync("df", "-h")</c>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="program">The program's or the command's name.</param>
    /// <param name="arguments">The arguments after it.</param>
    /// <returns>How it ended, also where it failed, and what it wrote.</returns>
    /// <exception cref="HostIpcException">As <see cref="IHostIpcClient.RunAsync(HostCommand, Stream?, CancellationToken, CancellationToken)"/> says.</exception>
    public static Task<CommandOutput> RunAsync(this IHostIpcClient client, string program, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.RunAsync(HostCommand.Program(program, arguments));
    }
}
