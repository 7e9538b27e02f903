using HostIpc.Docker;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>What a policy is judged by: how peers reach the server, what it learns of them, and the target that commands run on.</summary>
internal sealed class AuditContext
{
    private readonly Dictionary<string, bool> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _userAccounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _groupAccounts = new(StringComparer.Ordinal);
    private bool? _seesContainers;

    public AuditContext(PolicySettings policy, HostIpcSettings server)
    {
        ExecutionTarget target = server.Server.Execution.Target;
        (Policy, Server, User, Target) = (policy, server, Libc.GetEUid(), target);
        Probe = new TargetProbe(target);
        SeesTarget = Probe.SeesFiles;
        Transports = [.. server.Transports.Served.Select(static transport => transport.Module.Transport).Distinct(StringComparer.Ordinal)];
    }

    public PolicySettings Policy { get; }

    public HostIpcSettings Server { get; }

    /// <summary>Whom the server runs as.</summary>
    public uint User { get; }

    public ExecutionTarget Target { get; }

    /// <summary>Looks at the target.</summary>
    public TargetProbe Probe { get; }

    /// <summary>Whether the target's files can be looked at. Where they cannot, nothing is said of them.</summary>
    public bool SeesTarget { get; }

    /// <summary>The short names of the transports that are served.</summary>
    public IReadOnlyList<string> Transports { get; }

    /// <summary>Whether there is an engine to ask for names, images and labels of containers.</summary>
    public bool KnowsContainers => Server.Docker.Socket.Length > 0;

    /// <summary>Whether the processes of containers are in a pid namespace that the server sees.</summary>
    public bool SeesContainers
    {
        get => _seesContainers ??= EngineView.Sees(DockerProbe.FindSocketPath(EngineState.EndpointOf(Server)) ?? "");
        init => _seesContainers = value;
    }

    /// <summary>Whether containers are known over TCP, too.</summary>
    public bool KnowsContainersOverTcp => KnowsContainers && Server.Tcp.IdentifyContainers;

    public bool OpensShell => Policy.OpensShell;

    /// <summary>Whether a user can be named in a rule: by a name that the target has, or by any number.</summary>
    public bool KnowsUser(string user) => Knows(_users, user, Probe.KnowsUser);

    /// <summary>Whether a group can be named in a rule: by a name that the target has, or by any number.</summary>
    public bool KnowsGroup(string group) => Knows(_groups, group, Probe.KnowsGroup);

    /// <summary>Whether the target has an account for a user, also where it is written as a number.</summary>
    public bool HasUser(string user) => Knows(_userAccounts, user, Probe.HasUser);

    /// <summary>Whether the target has an entry for a group, also where it is written as a number.</summary>
    public bool HasGroup(string group) => Knows(_groupAccounts, group, Probe.HasGroup);

    // A file is read for each.
    private bool Knows(Dictionary<string, bool> known, string name, Func<string, bool> find)
    {
        if (!SeesTarget)
        {
            return true;
        }

        if (!known.TryGetValue(name, out bool isKnown))
        {
            known[name] = isKnown = find(name);
        }

        return isKnown;
    }
}
