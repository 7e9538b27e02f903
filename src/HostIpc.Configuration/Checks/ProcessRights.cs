using System.Globalization;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Logging;

namespace HostIpc.Configuration.Checks;

/// <summary>
/// What the kernel lets a process do, as <c>/proc/PID/status</c> and its neighbours show it, compared with what the host's process 1 may do. Commands enter the host's namespaces and keep the limits of the server's
/// container: its capabilities, its filter of system calls, its security profile and its devices.
/// </summary>
/// <param name="Capabilities">The bounding set: what a program that root starts can have.</param>
/// <param name="HasFilter">Whether seccomp filters its system calls.</param>
/// <param name="HasNoNewPrivileges">Whether set-user-ID programs have no effect.</param>
/// <param name="Profile">Its profile of AppArmor or context of SELinux; empty for none.</param>
/// <param name="UserNamespace">Its user namespace; empty where it cannot be seen.</param>
internal sealed record ProcessRights(ulong Capabilities, bool HasFilter, bool HasNoNewPrivileges, string Profile, string UserNamespace)
{
    // By number (linux/capability.h), with what is missed where it is not there.
    private static readonly string[] CapabilityNames =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_ADMIN (network)", "NET_RAW (network)", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE (kernel modules)", "SYS_RAWIO (devices)", "SYS_CHROOT", "SYS_PTRACE (other processes)", "SYS_PACCT",
        "SYS_ADMIN (mounts)", "SYS_BOOT (restart)", "SYS_NICE (priorities)", "SYS_RESOURCE (limits)", "SYS_TIME (clock)", "SYS_TTY_CONFIG", "MKNOD (devices)", "LEASE", "AUDIT_WRITE",
        "AUDIT_CONTROL (audit)", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG (kernel log)", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    // Harmless to open, and not among those that engines allow every container.
    private static readonly string[] Devices = ["/dev/loop-control", "/dev/fuse", "/dev/kvm", "/dev/hwrng"];

    /// <summary>What commands will lack, a sentence for each; none where they run beside the server.</summary>
    public static IEnumerable<string> Find(ExecutionTarget target) =>
        target == ExecutionTarget.Host && Read("self") is { } own && Read("1") is { } host
            ? [.. Compare(own, host), .. FindDevice() is { } device ? [$"commands cannot open devices of the host such as {device} (the container's device rules): start the container with --privileged"] : Array.Empty<string>()]
            : [];

    public static IEnumerable<string> Compare(ProcessRights own, ProcessRights host)
    {
        string[] lacking = [.. Names(host.Capabilities & ~own.Capabilities)];
        if (lacking.Length > 0)
        {
            yield return $"commands lack capabilities that the host's process 1 has: {string.Join(", ", lacking)}. Start the container with --privileged, or add them with --cap-add";
        }

        if (own.HasFilter && !host.HasFilter)
        {
            yield return "commands run under the container's seccomp filter: some system calls fail (mount, clock_settime, ...). Start the container with --privileged or --security-opt seccomp=unconfined";
        }

        if (own.HasNoNewPrivileges && !host.HasNoNewPrivileges)
        {
            yield return "set-user-ID programs such as sudo have no effect in commands: the container has no-new-privileges";
        }

        if (own.Profile.Length > 0 && own.Profile != host.Profile)
        {
            yield return $"commands run under the security profile {LogEscaping.EscapeExcerpt(own.Profile)} of the container; the host's process 1 has {(host.Profile.Length > 0 ? LogEscaping.EscapeExcerpt(host.Profile) : "none")}";
        }

        if (own.UserNamespace.Length > 0 && host.UserNamespace.Length > 0 && own.UserNamespace != host.UserNamespace)
        {
            yield return "commands run in another user namespace than the host's process 1: their root is not the host's root (userns-remap, or a rootless engine). Start the container with --userns=host";
        }
    }

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

    private static IEnumerable<string> Names(ulong capabilities)
    {
        for (int number = 0; number < 64; number++)
        {
            if ((capabilities & (1UL << number)) != 0)
            {
                yield return number < CapabilityNames.Length ? CapabilityNames[number] : string.Create(CultureInfo.InvariantCulture, $"number {number}");
            }
        }
    }

    private static string? FindDevice()
    {
        foreach (string device in Devices)
        {
            using var opened = FileDescriptor.TryOpen($"/proc/1/root{device}", OpenFlags.ReadOnly | OpenFlags.NonBlocking);
            if (opened is not null)
            {
                return null;
            }

            if (LastError.Number == Errno.NotPermitted)
            {
                return device;
            }
        }

        return null;
    }
}
