using System.Net.Sockets;
using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>The container engine of some settings: what needs it, whether it answers, and whether the server sees its containers.</summary>
internal static class EngineState
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Where the engine is that the settings mean.</summary>
    public static string EndpointOf(HostIpcSettings server) => server.Docker.Socket is { Length: > 0 } set ? set : DockerOptions.DefaultSocket;

    /// <summary>Asks what it is, once and not for long.</summary>
    /// <param name="server">The settings.</param>
    /// <param name="problem">Why it cannot be asked; null where it answered.</param>
    /// <returns>What answered: <c>Docker 28.3.0, API 1.51</c>; null where nothing did.</returns>
    public static string? Ask(HostIpcSettings server, out string? problem)
    {
        (string? answer, problem) = DockerProbe.AskAsync(EndpointOf(server), Patience).GetAwaiter().GetResult();
        return answer;
    }

    /// <summary>Finds why what needs the engine cannot work. A server whose rules, commands or triggers ask an engine in vain denies its clients, and does nothing of what it is there for.</summary>
    /// <returns>A sentence; null where it answers, and where nothing needs it.</returns>
    public static string? FindProblem(PolicySettings policy, HostIpcSettings server) =>
        FindUsers(policy, server) is { } users && Ask(server, out string? problem) is null
            ? $"the engine at {LogEscaping.EscapeExcerpt(EndpointOf(server))} (Docker:Socket) cannot be asked, which {users} need: {LogEscaping.EscapeExcerpt(problem!, maxLength: 400)}"
            : null;

    /// <summary>Names what needs an engine that answers: <c>commands a, b and Triggers and rules of c</c>; null where nothing does.</summary>
    public static string? FindUsers(PolicySettings policy, HostIpcSettings server)
    {
        string[] commands = [.. policy.Commands.OfType<DockerCommand>().Select(static command => command.Name)];
        string[] rules =
        [
            .. policy.Commands.Where(static command => command.Allow.Any(NeedsEngine)).Select(static command => command.Name),
            .. policy.ShellAllow.Any(NeedsEngine) ? ["ShellAllow"] : Array.Empty<string>(),
        ];
        string[] users =
        [
            .. commands.Length > 0 ? [$"commands {NameList.Of(commands)}"] : Array.Empty<string>(),
            .. server.Triggers.Count > 0 ? ["Triggers"] : Array.Empty<string>(),
            .. rules.Length > 0 && server.Docker.Socket.Length > 0 ? [$"rules of {NameList.Of(rules)}"] : Array.Empty<string>(),
        ];
        return users.Length == 0 ? null : string.Join(" and ", users);
    }

    /// <summary>
    /// Whether the server sees the processes of an engine's containers. True where the engine's own process is in the server's pid namespace or below it: the processes of its containers are, then, too. Where it cannot
    /// be connected to, false only for a server that is process 1 of its pid namespace, as it is in a container without <c>--pid=host</c>.
    /// </summary>
    /// <param name="path">The engine's socket.</param>
    public static unsafe bool SeesContainers(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            socket.Connect(new UnixDomainSocketEndPoint(path));

            // Who called listen(2), by its number here; 0 for a process that has none here (unix(7)).
            var credentials = default(PeerCredentials);
            var size = (uint)sizeof(PeerCredentials);
            return Libc.GetSocketOption((int)socket.Handle, Libc.SocketLevel, Libc.PeerCredentialsOption, &credentials, &size) < 0 || credentials.ProcessId > 0;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return Libc.GetPid() != 1;
        }
    }

    private static bool NeedsEngine(AllowRuleOptions rule) => rule.FindKinds().Any(kind => kind.GetElements(rule).Any(kind.NeedsEngine));
}
