namespace HostIpc.Execution.Linux;

/// <summary>A user that commands run as, as the target's files had it at the time.</summary>
/// <param name="UserId">Never the number that means "as it is" to the kernel.</param>
/// <param name="GroupId">The group that was asked for, or the user's own. Never the number that means "as it is".</param>
/// <param name="Groups">The supplementary groups, <paramref name="GroupId"/> among them as initgroups(3) has it. At most 65536 (NGROUPS_MAX).</param>
/// <param name="Account">What the command's environment says of it.</param>
internal sealed record RunAsUser(uint UserId, uint GroupId, uint[] Groups, TargetAccount Account)
{
    private const int MaxGroups = 65536; // NGROUPS_MAX

    /// <summary>Looks the user up, or null where there is none.</summary>
    /// <param name="accounts">The target's accounts.</param>
    /// <param name="runAs"><c>user</c> or <c>user:group</c>, each a name or a number.</param>
    /// <param name="problem">Why there is none.</param>
    public static RunAsUser? Find(AccountDatabase accounts, string runAs, out string? problem)
    {
        string[] parts = runAs.Split(':');
        if (parts.Length > 2 || parts.Contains(""))
        {
            problem = $"the command runs as \"{runAs}\"; user or user:group is wanted, each a name or a number";
            return null;
        }

        bool isNumber = AccountDatabase.TryParse(parts[0], out uint userId);
        string[]? entry = accounts.FindUserEntry(parts[0]);
        uint ownGroup = 0;
        bool isKnown = entry is not null && AccountDatabase.TryParse(entry[2], out userId) && AccountDatabase.TryParse(entry[3], out ownGroup);
        if (!isKnown && (!isNumber || parts.Length == 1))
        {
            problem = entry is not null ? $"the entry of user {parts[0]}, as whom the command runs, is broken in the target's /etc/passwd"
                : isNumber ? $"the command runs as user {parts[0]}, who is not in the target's /etc/passwd; there {parts[0]}:GROUP is wanted"
                : $"the command runs as user {parts[0]}, who is not in the target's /etc/passwd";
            return null;
        }

        uint? groupId = parts.Length == 2 ? accounts.FindGroup(parts[1]) : ownGroup;
        if (groupId is not { } group)
        {
            problem = $"the command runs as group {parts[1]}, which is not in the target's /etc/group";
            return null;
        }

        var account = isKnown ? new TargetAccount(entry![0], entry[5].Length > 0 ? entry[5] : "/") : new TargetAccount(parts[0], "/");
        uint[] groups = [group, .. isKnown ? accounts.FindGroupsOf(account.Name, MaxGroups + 1).Where(id => id != group) : []];
        problem = groups.Length > MaxGroups ? $"user {account.Name}, as whom the command runs, is in more than {MaxGroups} groups, which is what the kernel takes" : null;
        return problem is null ? new RunAsUser(userId, group, groups, account) : null;
    }
}
