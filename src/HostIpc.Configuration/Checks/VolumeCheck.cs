using HostIpc.Files;

namespace HostIpc.Configuration.Checks;

/// <summary>Finds endpoints in directories that no other container and not the host can reach, because no volume is mounted there.</summary>
internal static class VolumeCheck
{
    private const string OverlayType = "overlay";
    private const int NameLength = 64;

    public static IEnumerable<string> Find(HostIpcSettings settings) => Find(settings, MountTable.Read());

    public static IEnumerable<string> Find(HostIpcSettings settings, MountTable mounts)
    {
        IEnumerable<string> paths = settings.Transports.Files.Select(static file => file.Path).Where(static path => path.Length > 0);
        foreach (string directory in paths.Select(path => Path.GetDirectoryName(path)!).Distinct(StringComparer.Ordinal))
        {
            if (mounts.Find(directory) is { } mount && FindFault(mount) is { } fault)
            {
                yield return $"{directory} {fault}: no client can reach the server there. Mount a volume (-v ipc:{directory})";
            }
        }
    }

    private static string? FindFault(MountEntry mount) =>
        mount is { Point: "/", Type: OverlayType } ? "is in the container's own file system"
        : IsAnonymous(mount.Root) ? "is an anonymous volume"
        : null;

    // /var/lib/docker/volumes/NAME/_data, whose name the engine has made up.
    private static bool IsAnonymous(string root) =>
        root.Split('/') is [.., "volumes", { Length: NameLength } name, "_data"] && name.All(char.IsAsciiHexDigitLower);
}
