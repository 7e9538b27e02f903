using System.Text;
using HostIpc.Identity;
using HostIpc.Interop;

namespace HostIpc.Docker.Engine;

/// <summary>Which container this process is in.</summary>
internal static class OwnContainer
{
    private const int MaxControlGroups = 64 * 1024;
    private const int MaxMounts = 1024 * 1024;

    /// <summary>Its id; null where this process is in none, or nothing tells.</summary>
    /// <param name="directory">What proc(5) tells of this process.</param>
    /// <remarks>
    /// A control group namespace of its own, the default with version 2 of control groups, hides a container's name from it. But an engine mounts three files that it keeps for
    /// each container in a directory named by the id, and the kernel tells where what is mounted is from (proc_pid_mountinfo(5)).
    /// </remarks>
    public static string? FindId(string directory = "/proc/self") =>
        (ProcFile.TryRead($"{directory}/cgroup", MaxControlGroups) is { } groups ? ProcessIdentity.FindContainer(groups) : null)
        ?? (ProcFile.TryRead($"{directory}/mountinfo", MaxMounts) is { } mounts ? FindInMounts(Encoding.UTF8.GetString(mounts)) : null);

    // 604 590 254:1 /var/lib/docker/containers/ID/hostname /etc/hostname rw,relatime - ext4 /dev/vda1 rw
    private static string? FindInMounts(string text)
    {
        string? found = null;
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ', 6);
            if (fields.Length < 6 || fields[4] is not ("/etc/hostname" or "/etc/hosts" or "/etc/resolv.conf"))
            {
                continue;
            }

            string[] path = fields[3].Split('/');
            if (path.Length < 3 || path[^3] != "containers" || !ProcessIdentity.IsContainerId(path[^2]))
            {
                continue;
            }

            if (found is not null && found != path[^2])
            {
                return null;
            }

            found = path[^2];
        }

        return found;
    }
}
