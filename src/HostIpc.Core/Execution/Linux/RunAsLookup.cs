using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>Looks up whom a command runs as, in the target's /etc/passwd and /etc/group. At each run: the files may have changed.</summary>
internal static class RunAsLookup
{
    private const int MaxGroups = 65536; // NGROUPS_MAX

    /// <summary>The user, or null where there is none.</summary>
    /// <param name="root">The target's root directory, as <see cref="TargetFiles.RootOf"/> has it.</param>
    /// <param name="runAs"><c>user</c> or <c>user:group</c>, each a name or a number.</param>
    /// <param name="problem">Why there is none.</param>
    public static RunAsUser? Find(string root, string runAs, out string? problem)
    {
        string[] parts = runAs.Split(':');
        if (parts.Length > 2 || parts.Contains(""))
        {
            problem = $"the command runs as \"{runAs}\"; user or user:group is wanted, each a name or a number";
            return null;
        }

        // name:password:uid:gid:comment:home:shell, passwd(5)
        bool isNumber = TryParse(parts[0], out uint userId);
        string[]? entry = TargetFiles.ReadLines($"{root}/etc/passwd").Select(line => line.Split(':'))
            .FirstOrDefault(fields => fields.Length >= 6 && (isNumber ? TryParse(fields[2], out uint id) && id == userId : fields[0] == parts[0]));
        uint ownGroup = 0;
        bool isKnown = entry is not null && TryParse(entry[2], out userId) && TryParse(entry[3], out ownGroup);
        if (!isKnown && (!isNumber || parts.Length == 1))
        {
            problem = entry is not null ? $"the entry of user {parts[0]}, as whom the command runs, is broken in the target's /etc/passwd"
                : isNumber ? $"the command runs as user {parts[0]}, who is not in the target's /etc/passwd; there {parts[0]}:GROUP is wanted"
                : $"the command runs as user {parts[0]}, who is not in the target's /etc/passwd";
            return null;
        }

        uint groupId = ownGroup;
        if (parts.Length == 2 && !TryParse(parts[1], out groupId) && !TryFindGroup(root, parts[1], out groupId))
        {
            problem = $"the command runs as group {parts[1]}, which is not in the target's /etc/group";
            return null;
        }

        var account = isKnown ? new TargetAccount(entry![0], entry[5].Length > 0 ? entry[5] : "/") : new TargetAccount(parts[0], "/");
        uint[] groups = [groupId, .. isKnown ? FindSupplementary(root, account.Name, groupId) : []];
        problem = groups.Length > MaxGroups ? $"user {account.Name}, as whom the command runs, is in more than {MaxGroups} groups, which is what the kernel takes" : null;
        return problem is null ? new RunAsUser(userId, groupId, groups, account) : null;
    }

    // A process cannot have the highest number: to the kernel it means that an id is left as it is, which would be root's.
    private static bool TryParse(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != Libc.KeepId;

    private static bool TryFindGroup(string root, string name, out uint id)
    {
        string[]? entry = TargetFiles.ReadLines($"{root}/etc/group").Select(line => line.Split(':'))
            .FirstOrDefault(fields => fields.Length >= 3 && fields[0] == name);
        id = 0;
        return entry is not null && TryParse(entry[2], out id);
    }

    // name:password:gid:member,member, group(5)
    private static HashSet<uint> FindSupplementary(string root, string user, uint groupId)
    {
        var groups = new HashSet<uint>();
        foreach (string[] fields in TargetFiles.ReadLines($"{root}/etc/group").Where(line => line.Contains(user, StringComparison.Ordinal)).Select(line => line.Split(':')))
        {
            if (fields.Length >= 4 && fields[3].Split(',').Contains(user) && TryParse(fields[2], out uint id) && id != groupId && groups.Count < MaxGroups)
            {
                groups.Add(id);
            }
        }

        return groups;
    }
}
