using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Hosting;

/// <summary>Shorter ways to run a command of the server from inside the application.</summary>
public static class CommandDispatcherExtensions
{
    /// <summary>Runs a command of the policy by its words. Its output is in the log.</summary>
    /// <param name="dispatcher">The server's dispatcher.</param>
    /// <param name="peer">In whose name: <see cref="Peer.Own"/> for the application itself.</param>
    /// <param name="words">The command's name and its arguments, at least one. Each is one argument, whatever is in it.</param>
    /// <returns>How the command ended, or why it was not run.</returns>
    /// <exception cref="ArgumentException"><paramref name="words"/> is empty.</exception>
    public static Task<ExecutionResult> RunAsync(this ICommandDispatcher dispatcher, Peer peer, params IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return dispatcher.RunAsync(peer, new CommandRequest(words));
    }
}
