using HostIpc.Docker;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>What a policy is audited by: how peers reach the server, what it learns of them, and the target that commands run on.</summary>
internal sealed class AuditContext
{
    private readonly Dictionary<(AllowRuleKind Kind, string Element), TargetPresence> _presences = [];
    private bool? _seesContainers;

    public AuditContext(PolicySettings policy, HostIpcSettings server)
    {
        ExecutionTarget target = server.Server.Execution.Target;
        (Policy, Server, User, Target) = (policy, server, Libc.GetEUid(), target);
        Probe = new TargetProbe(target);
        SeesTarget = Probe.SeesFiles;
        Transports = [.. server.Transports.Served.Select(static transport => transport.Info.Transport).Distinct(StringComparer.Ordinal)];
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
        get => _seesContainers ??= EngineState.SeesContainers(DockerProbe.FindSocketPath(EngineState.EndpointOf(Server)) ?? "");
        init => _seesContainers = value;
    }

    /// <summary>Whether containers are known over TCP, too.</summary>
    public bool KnowsContainersOverTcp => KnowsContainers && Server.Tcp.IdentifyContainers;

    public bool OpensShell => Policy.OpensShell;

    /// <summary>Whether peers of a transport that is served are known by something.</summary>
    public bool Identifies(string transport, AllowRuleSubject subject) =>
        Server.Transports.Served.Any(served => served.Info.Transport == transport && served.Identifies(subject, KnowsContainers));

    /// <summary>Whether all that a rule looks at is known of peers of a transport that is served.</summary>
    public bool Identifies(string transport, AllowRuleOptions rule) => rule.FindKinds().All(kind => Identifies(transport, kind.Subject));

    /// <summary>Whether a peer of a transport can match a rule.</summary>
    public bool CanMatch(string transport, AllowRuleOptions rule) => (rule.Transports.Count == 0 || rule.Transports.Contains(transport)) && Identifies(transport, rule);

    /// <summary>Whether the target knows what an element of a rule names. A target that cannot be looked at is taken to know it.</summary>
    public TargetPresence FindPresence(AllowRuleKind kind, string element)
    {
        if (!SeesTarget)
        {
            return TargetPresence.Present;
        }

        // A file is read for each.
        if (!_presences.TryGetValue((kind, element), out TargetPresence presence))
        {
            _presences[(kind, element)] = presence = kind.FindPresence(Probe, element);
        }

        return presence;
    }
}
