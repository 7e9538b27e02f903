using System.Globalization;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

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
        bool asksEngine = rule.Images.Count + rule.Labels.Count + rule.ImageLabels.Count > 0 || (rule.Containers.Count > 0 && !rule.Containers.Any(NeedsNoEngine));
        return transports.Length == 0 ? rule.Transports.Count > 0 ? $"it names {NameList.Of([.. rule.Transports])}, which is not served" : null
            : asksEngine && !context.KnowsContainers ? "it names a container, image or label, and there is no engine to ask (Docker:Socket)"
            : rule.Users.Count > 0 && !rule.Users.Any(context.KnowsUser) ? $"the target does not know the user {NameList.Of([.. rule.Users])}"
            : rule.Groups.Count > 0 && !rule.Groups.Any(context.KnowsGroup) ? $"the target does not know the group {NameList.Of([.. rule.Groups])}"
            : !transports.Any(transport => Tells(context, transport, rule))
                ? $"all that it names is not known of any peer of {NameList.Of(transports)}"
            : null;
    }

    /// <summary>Whether a peer over TCP can match it.</summary>
    public static bool IsForTcp(AuditContext context, AllowRule rule) => (rule.Transports.Count == 0 || rule.Transports.Contains("tcp")) && Tells(context, "tcp", rule);

    // Of who writes to a FIFO nothing is known; of who connects to a socket, its process; over a network, its address, and by that its container.
    private static bool Tells(AuditContext context, string transport, AllowRule rule)
    {
        bool asksUser = rule.Users.Count > 0 || rule.Groups.Count > 0;
        bool asksAddress = rule.Addresses.Count > 0;
        return transport switch
        {
            "fifo" => !asksUser && !AsksContainer(rule) && !asksAddress,
            "unix" => !asksAddress,
            _ => !asksUser && (!AsksContainer(rule) || context.KnowsContainersOverTcp),
        };
    }

    private static bool AsksContainer(AllowRule rule) => RuleShape.NamesContainers(rule);

    private static IEnumerable<string> FindDoubts(AuditContext context, AllowRule rule)
    {
        string[] users = [.. rule.Users.Where(user => !context.KnowsUser(user))];
        string[] groups = [.. rule.Groups.Where(group => !context.KnowsGroup(group))];
        string[] transports = [.. rule.Transports.Except(context.Transports)];
        string[] named = context.KnowsContainers ? [] : [.. rule.Containers.Where(container => !NeedsNoEngine(container))];
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

        if (AsksContainer(rule) && rule.Transports.Count + rule.Addresses.Count == 0 && context.Transports.Contains("tcp") && IsForTcp(context, rule))
        {
            yield return "names containers and no Transports, so it is for them over TCP, too, where another on the same bridge can come between (CAP_NET_RAW): add Transports, or set Tcp:IdentifyContainers to false";
        }

        if (FindWeakness(context, rule) is { } weakness)
        {
            yield return weakness;
        }

        string[] everything = [.. rule.Containers.Concat(rule.Images).Where(IsEverything), .. rule.Addresses.Where(address => address.EndsWith("/0", StringComparison.Ordinal))];
        if (everything.Length > 0)
        {
            yield return $"has {NameList.Of(everything)}, which is every one";
        }
    }

    // What a rule says less by than it seems, with what to write in its place.
    private static string? FindWeakness(AuditContext context, AllowRule rule)
    {
        bool namesUsers = RuleShape.NamesUsers(rule);
        return namesUsers && !RuleShape.NamesContainers(rule)
                ? FindStrangers(context, rule) is { Length: > 0 } strangers
                    ? $"names {NameList.Of(strangers)} and no container, so it matches processes on the host only, where there is no such account: for processes in containers add Containers with their names"
                    : null
            : namesUsers && RuleShape.NamesAnyContainer(rule) && rule.Images.Count + rule.Labels.Count + rule.ImageLabels.Count == 0
                ? "names users or groups and any container, and root in a container can be any user: add Containers with their names in place of *"
            : namesUsers || rule.Containers.Count + rule.Images.Count > 0 ? null
            : rule.Labels.Count > 0 ? "names labels alone, and whoever may make containers chooses them: add Containers or Images"
            : rule.ImageLabels.Count > 0 ? "names labels of images alone, and whoever builds an image chooses them: add Containers, Images or Labels"
            : null;
    }

    // Whom the host has no account for is most likely somebody in a container. Whom it has one for is meant to be there.
    private static string[] FindStrangers(AuditContext context, AllowRule rule) =>
    [
        .. rule.Users.Where(user => context.KnowsUser(user) && !context.HasUser(user)).Select(static user => $"user {user}"),
        .. rule.Groups.Where(group => context.KnowsGroup(group) && !context.HasGroup(group)).Select(static group => $"group {group}"),
    ];

    private static bool NeedsNoEngine(string container) => IsId(container) || RuleShape.IsAny(container);

    private static bool IsId(string container) => container.StartsWith(IdPrefix, StringComparison.Ordinal);

    private static bool IsEverything(string pattern) => pattern.AsSpan().Trim('*').IsEmpty;
}
