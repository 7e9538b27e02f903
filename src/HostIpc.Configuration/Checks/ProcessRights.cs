using HostIpc.Interop;

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
    public static ProcessRights? Read(string process) => ProcessStatusFile.TryRead(process) is { } status ? Parse(status, ReadProfile(process), ReadNamespace(process)) : null;

    public static ProcessRights? Parse(ProcessStatusFile status, string profile, string userNamespace) =>
        status.FindMask("CapBnd") is { } capabilities ? new ProcessRights(capabilities, status.IsSet("Seccomp"), status.IsSet("NoNewPrivs"), profile, userNamespace) : null;

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
