using System.Globalization;

namespace HostIpc.Configuration.Checks;

/// <summary>What the kernel lets a process do, as <c>/proc/PID/status</c> and its neighbours show it.</summary>
/// <param name="Capabilities">The bounding set: what a program that root starts can have.</param>
/// <param name="HasFilter">Whether seccomp filters its system calls.</param>
/// <param name="HasNoNewPrivileges">Whether set-user-ID programs have no effect.</param>
/// <param name="Profile">Its profile of AppArmor or context of SELinux; empty for none.</param>
/// <param name="UserNamespace">Its user namespace; empty where it cannot be seen.</param>
internal sealed record ProcessRights(ulong Capabilities, bool HasFilter, bool HasNoNewPrivileges, string Profile, string UserNamespace)
{
    /// <summary>Reads those of a process; null where it cannot be looked at.</summary>
    public static ProcessRights? Read(string process)
    {
        try
        {
            return Parse(File.ReadLines($"/proc/{process}/status"), ReadProfile(process), ReadNamespace(process));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static ProcessRights? Parse(IEnumerable<string> status, string profile, string userNamespace)
    {
        Dictionary<string, string> values = status.Select(line => line.Split(":\t", 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return values.TryGetValue("CapBnd", out string? bounding) && ulong.TryParse(bounding, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong capabilities)
            ? new ProcessRights(capabilities, values.GetValueOrDefault("Seccomp", "0") != "0", values.GetValueOrDefault("NoNewPrivs", "0") != "0", profile, userNamespace)
            : null;
    }

    private static string ReadProfile(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/attr/current").TrimEnd('\0', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string ReadNamespace(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/user").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
