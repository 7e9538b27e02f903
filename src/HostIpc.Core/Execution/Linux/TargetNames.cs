using System.Globalization;

namespace HostIpc.Execution.Linux;

/// <summary>Names of users and groups, from the target's own /etc/passwd and /etc/group: a static binary has no name service to ask.</summary>
internal sealed class TargetNames(ExecutionTarget target)
{
    /// <summary>The user of that name or number; null where the target has none of that name. A number need not be known there.</summary>
    public uint? FindUser(string user) => Find("/etc/passwd", user);

    /// <summary>The group of that name or number; null where the target has none of that name.</summary>
    public uint? FindGroup(string group) => Find("/etc/group", group);

    /// <summary>Whether the target has a user of that name or number.</summary>
    public bool HasUser(string user) => Has("/etc/passwd", user);

    /// <summary>Whether the target has a group of that name or number.</summary>
    public bool HasGroup(string group) => Has("/etc/group", group);

    // Both begin with name:password:number, passwd(5) and group(5).
    private bool Has(string file, string expected)
    {
        uint? number = uint.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out uint written) ? written : null;
        foreach (string line in TargetFiles.ReadLines(TargetFiles.RootOf(target) + file))
        {
            string[] fields = line.Split(':');
            if (fields.Length > 2 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint found) && (number is { } one ? found == one : fields[0] == expected))
            {
                return true;
            }
        }

        return false;
    }

    private uint? Find(string file, string expected)
    {
        if (uint.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return number;
        }

        foreach (string line in TargetFiles.ReadLines(TargetFiles.RootOf(target) + file))
        {
            string[] fields = line.Split(':');
            if (fields.Length > 2 && fields[0] == expected && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            {
                return number;
            }
        }

        return null;
    }
}
