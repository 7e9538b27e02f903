using HostIpc.Docker.Commands;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>What needs an engine that answers.</summary>
internal static class EngineUse
{
    /// <summary>Names it: <c>commands a, b, Triggers and rules of c</c>; null where nothing does.</summary>
    public static string? Describe(PolicySettings policy, HostIpcSettings server)
    {
        string[] commands = [.. policy.Commands.Where(command => command is DockerCommand).Select(command => command.Name)];
        string[] rules =
        [
            .. policy.Commands.Where(command => command.Allow.Any(NeedsEngine)).Select(command => command.Name),
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

    private static bool NeedsEngine(AllowRuleOptions rule) => rule.FindKinds().Any(kind => kind.GetElements(rule).Any(kind.NeedsEngine));
}
