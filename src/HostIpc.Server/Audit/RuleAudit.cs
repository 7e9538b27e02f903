using System.Globalization;
using HostIpc.Policy;

namespace HostIpc.Server.Audit;

/// <summary>Finds rules that match nobody, and those that match everybody.</summary>
internal static class RuleAudit
{
    private const string IdPrefix = "id:";

    public static IEnumerable<string> Find(AuditContext context, string key, IEnumerable<AllowRule> rules)
    {
        AllowRule[] all = [.. rules];
        int never = 0;
        for (int i = 0; i < all.Length; i++)
        {
            string where = all.Length == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}:{i}");
            string? why = WhyNever(context, all[i]);
            never += why is null ? 0 : 1;
            foreach (string warning in why is not null ? [$"can never match: {why}"] : FindDoubts(context, all[i]))
            {
                yield return $"{where} {warning}";
            }
        }

        if (all.Length > 1 && never == all.Length)
        {
            yield return $"{key} lets nobody: none of its rules can match";
        }
    }

    private static string? WhyNever(AuditContext context, AllowRule rule)
    {
        string[] transports = [.. context.Transports.Where(transport => rule.Transports.Count == 0 || rule.Transports.Contains(transport))];
        bool asksEngine = rule.Images.Count > 0 || rule.Labels.Count > 0 || (rule.Containers.Count > 0 && !rule.Containers.Any(IsId));
        bool asksProcess = rule.Users.Count > 0 || rule.Groups.Count > 0 || rule.Containers.Count > 0 || asksEngine;
        bool asksAddress = rule.Addresses.Count > 0;
        return transports.Length == 0 ? rule.Transports.Count > 0 ? $"it names {NameList.Of([.. rule.Transports])}, which is not served" : null
            : asksEngine && !context.KnowsContainers ? "it names a container, image or label, and there is no engine to ask (Docker:Socket)"
            : rule.Users.Count > 0 && !rule.Users.Any(context.KnowsUser) ? $"the target does not know the user {NameList.Of([.. rule.Users])}"
            : rule.Groups.Count > 0 && !rule.Groups.Any(context.KnowsGroup) ? $"the target does not know the group {NameList.Of([.. rule.Groups])}"
            : !transports.Any(transport => Tells(transport, asksProcess, asksAddress))
                ? $"all that it names is not known of any peer of {NameList.Of(transports)}"
            : null;
    }

    // Of who writes to a FIFO nothing is known; of who connects to a socket, its process; over a network, its address.
    private static bool Tells(string transport, bool asksProcess, bool asksAddress) => transport switch
    {
        "fifo" => !asksProcess && !asksAddress,
        "unix" => !asksAddress,
        _ => !asksProcess,
    };

    private static IEnumerable<string> FindDoubts(AuditContext context, AllowRule rule)
    {
        string[] users = [.. rule.Users.Where(user => !context.KnowsUser(user))];
        string[] groups = [.. rule.Groups.Where(group => !context.KnowsGroup(group))];
        string[] transports = [.. rule.Transports.Except(context.Transports)];
        string[] named = context.KnowsContainers ? [] : [.. rule.Containers.Where(container => !IsId(container))];
        if (users.Length + groups.Length > 0)
        {
            yield return $"names {NameList.Of([.. users, .. groups])}, unknown on the target";
        }

        if (transports.Length > 0)
        {
            yield return $"names {NameList.Of(transports)}, which is not served";
        }

        if (named.Length > 0)
        {
            yield return $"names the container {NameList.Of(named)}, and there is no engine to ask (Docker:Socket)";
        }

        string[] everything = [.. rule.Containers.Concat(rule.Images).Where(IsEverything), .. rule.Addresses.Where(address => address.EndsWith("/0", StringComparison.Ordinal))];
        if (everything.Length > 0)
        {
            yield return $"has {NameList.Of(everything)}, which is every one";
        }
    }

    private static bool IsId(string container) => container.StartsWith(IdPrefix, StringComparison.Ordinal);

    private static bool IsEverything(string pattern) => pattern.AsSpan().Trim('*').IsEmpty;
}
