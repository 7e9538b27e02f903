using System.Globalization;

namespace HostIpc.Execution.Linux;

/// <summary>Names of users and groups, from the target's own /etc/passwd and /etc/group: a static binary has no name service to ask.</summary>
internal sealed class TargetNames(ExecutionTarget target)
{
    private const int MaxFileBytes = 16 * 1024 * 1024;

    /// <summary>The user of that name or number; null where the target has none of that name. A number need not be known there.</summary>
    public uint? FindUser(string user) => Find("/etc/passwd", user);

    /// <summary>The group of that name or number; null where the target has none of that name.</summary>
    public uint? FindGroup(string group) => Find("/etc/group", group);

    // Both begin with name:password:number, passwd(5) and group(5).
    private uint? Find(string file, string wanted)
    {
        if (uint.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return number;
        }

        foreach (string[] fields in Read(file))
        {
            if (fields.Length > 2 && fields[0] == wanted && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            {
                return number;
            }
        }

        return null;
    }

    private List<string[]> Read(string file)
    {
        try
        {
            var found = new FileInfo(TargetFiles.RootOf(target) + file);
            return found.Exists && found.Length <= MaxFileBytes ? [.. File.ReadLines(found.FullName).Select(line => line.Split(':'))] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // as good as no entry
        }
    }
}
