using System.Globalization;
using HostIpc.Docker.Triggers;
using HostIpc.Policy;

namespace HostIpc.Server.Audit;

/// <summary>Finds triggers that a policy which was read while the server runs has no command for. At the start they are errors.</summary>
internal static class TriggerAudit
{
    public static IEnumerable<string> Find(AuditContext context)
    {
        for (int i = 0; i < context.Server.Triggers.Count; i++)
        {
            foreach (SettingFault fault in TriggerCheck.FindCommandFaults(context.Server.Triggers[i], context.Policy.Commands))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"Triggers:{i}:{Printable.Of(fault.Key)} {Printable.Of(fault.Message)}");
            }
        }
    }
}
