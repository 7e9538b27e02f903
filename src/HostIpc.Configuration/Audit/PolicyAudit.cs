using System.Globalization;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds what is dangerous in a policy, or cannot be meant: what <c>hostipcd check</c> and a server that starts warn of.</summary>
internal static class PolicyAudit
{
    private const int MaxWarnings = 100;

    /// <summary>A sentence for each, the most dangerous first.</summary>
    public static IReadOnlyList<string> Find(PolicySettings policy, HostIpcSettings server)
    {
        var context = new AuditContext(policy, server);
        List<string> warnings =
        [
            .. ExposureAudit.Find(context),
            .. ProgramAudit.Find(context),
            .. DockerAudit.Find(context),
            .. VisibilityAudit.Find(context),
            .. TriggerAudit.Find(context),
            .. ParameterAudit.Find(context),
            .. EnvironmentAudit.Find(context),
            .. RuleAudit.Find(context),
            .. IdentityAudit.Find(context),
            .. LifecycleAudit.Find(context),
        ];
        return warnings.Count <= MaxWarnings ? warnings
            : [.. warnings.Take(MaxWarnings), string.Create(CultureInfo.InvariantCulture, $"and {warnings.Count - MaxWarnings} more")];
    }
}
