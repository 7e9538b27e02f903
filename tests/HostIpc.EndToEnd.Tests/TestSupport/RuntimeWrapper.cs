using System.Globalization;
using System.Numerics;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A runtime for the daemon of a machine that lacks a capability, as virtual machines may: runc would refuse every privileged
/// container there. The wrapper takes what the machine lacks out of what runc is told to give.
/// </summary>
internal static class RuntimeWrapper
{
    // In the order of their numbers, see capability.h.
    private static readonly string[] Names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE",
        "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE",
        "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF",
        "CHECKPOINT_RESTORE",
    ];

    /// <summary>The daemon's arguments for it; none where all capabilities are there.</summary>
    /// <exception cref="UnavailableException">It is needed and cannot be made.</exception>
    public static string[] WriteWhereNeeded(string directory)
    {
        string[] missing = FindMissing();
        if (missing.Length == 0)
        {
            return [];
        }

        string jq = Programs.Find("jq") ?? throw new UnavailableException($"this machine lacks {string.Join(", ", missing)}, and the runtime wrapper that copes with it needs jq");
        string runc = Programs.Find("runc") ?? throw new UnavailableException("no runc on PATH");
        string path = $"{directory}/runtime";
        string lacking = string.Join(", ", missing.Select(name => $"\"{name}\""));
        File.WriteAllText(path, $$"""
            #!/bin/sh
            take() { # FILE PLACE: a container's file has the capabilities elsewhere than that of an exec
              {{jq}} -c "$2"' |= (if . then map_values(. - [{{lacking}}]) else . end)' "$1" > "$1.new" && cat "$1.new" > "$1" && rm "$1.new"
            }
            previous=
            for argument in "$@"; do
              case $previous in
              --bundle) [ ! -f "$argument/config.json" ] || take "$argument/config.json" .process.capabilities ;;
              --process) take "$argument" .capabilities ;;
              esac
              previous=$argument
            done
            exec {{runc}} "$@"

            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return ["--add-runtime", $"wrapper={path}", "--default-runtime", "wrapper"];
    }

    private static string[] FindMissing()
    {
        int last = int.Parse(File.ReadAllText("/proc/sys/kernel/cap_last_cap"), CultureInfo.InvariantCulture);
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));
        var bounding = BigInteger.Parse("0" + line["CapBnd:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, Math.Min(last + 1, Names.Length)).Where(number => (bounding >> number).IsEven).Select(number => $"CAP_{Names[number]}")];
    }
}
