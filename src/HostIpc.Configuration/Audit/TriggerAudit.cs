using System.Globalization;
using HostIpc.Docker;
using HostIpc.Logging;
using HostIpc.Settings;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds triggers for events that no engine has, and those that a policy which was read while the server runs has no command for. At the start the latter are errors.</summary>
internal static class TriggerAudit
{
    public static IEnumerable<string> Find(AuditContext context)
    {
        for (int i = 0; i < context.Server.Triggers.Count; i++)
        {
            foreach ((string key, string message) in TriggerProbe.FindUnknownWords(context.Server.Triggers[i].On))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"Triggers:{i}:{key} {LogEscaping.EscapeExcerpt(message)}");
            }

            foreach (ValidationError fault in TriggerProbe.FindCommandFaults(context.Server.Triggers[i], context.Policy.Commands))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"Triggers:{i}:{LogEscaping.EscapeExcerpt(fault.Key)} {LogEscaping.EscapeExcerpt(fault.Message)}");
            }
        }
    }
}
