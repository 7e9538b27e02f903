using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The users and groups of the target, from its own /etc/passwd and /etc/group: a static binary has no name service to ask. Read at each call, since the files may change.</summary>
/// <param name="root">The target's root directory, as <see cref="TargetFiles.RootOf"/> has it.</param>
internal sealed class AccountDatabase(string root)
{
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";
    private const int GroupFields = 3;

    // name:password:uid:gid:comment:home:shell, passwd(5)
    private const int UserFields = 6;

    public AccountDatabase(ExecutionTarget target)
        : this(TargetFiles.RootOf(target))
    {
    }

    /// <summary>Reads the number of a user or group. False also for the highest, which no process can have: to the kernel it means that an id is left as it is, which would be root's.</summary>
    public static bool TryParse(string text, out uint id) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != Libc.KeepId;

    /// <summary>The user of that name or number; null where the target has none of that name. A number need not be known there.</summary>
    public uint? FindUser(string user) => FindId(Users, user);

    /// <summary>The group of that name or number; null where the target has none of that name.</summary>
    public uint? FindGroup(string group) => FindId(Groups, group);

    /// <summary>Whether the target has a user of that name or number.</summary>
    public bool HasUser(string user) => Find(Users, user, GroupFields).Any(static fields => TryParse(fields[2], out _));

    /// <summary>Whether the target has a group of that name or number.</summary>
    public bool HasGroup(string group) => Find(Groups, group, GroupFields).Any(static fields => TryParse(fields[2], out _));

    /// <summary>The fields of a user's entry, passwd(5), at least up to the home directory; null where there is none. The numbers in it may be broken.</summary>
    /// <param name="user">A name or a number.</param>
    public string[]? FindUserEntry(string user) => Find(Users, user, UserFields).FirstOrDefault();

    /// <summary>The server's own user, as whom commands run that have no user of their own. Its number is its name, and <c>/</c> its home, where the target has no entry for it.</summary>
    public TargetAccount FindOwn()
    {
        uint user = Libc.GetEUid();
        string number = user.ToString(CultureInfo.InvariantCulture);
        return FindUserEntry(number) is { } entry ? new TargetAccount(entry[0], entry[5])
            : user == 0 ? new TargetAccount("root", "/root")
            : new TargetAccount(number, "/");
    }

    /// <summary>The groups that list a user as a member, group(5), at most so many.</summary>
    public HashSet<uint> FindGroupsOf(string user, int max)
    {
        var groups = new HashSet<uint>();
        foreach (string[] fields in ReadLines(Groups).Where(line => line.Contains(user, StringComparison.Ordinal)).Select(static line => line.Split(':')))
        {
            if (fields.Length > GroupFields && fields[3].Split(',').Contains(user) && TryParse(fields[2], out uint id) && groups.Count < max)
            {
                groups.Add(id);
            }
        }

        return groups;
    }

    private uint? FindId(string file, string account)
    {
        if (TryParse(account, out uint id))
        {
            return id;
        }

        foreach (string[] fields in Find(file, account, GroupFields))
        {
            if (TryParse(fields[2], out id))
            {
                return id;
            }
        }

        return null;
    }

    // Both files begin with name:password:number.
    private IEnumerable<string[]> Find(string file, string account, int minFields)
    {
        bool isNumber = TryParse(account, out uint number);
        return ReadLines(file).Select(static line => line.Split(':'))
            .Where(fields => fields.Length >= minFields && (isNumber ? TryParse(fields[2], out uint id) && id == number : fields[0] == account));
    }

    private IEnumerable<string> ReadLines(string file) => TargetFiles.ReadLines(root + file);
}
