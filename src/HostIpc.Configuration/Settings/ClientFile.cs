using HostIpc.Files;
using HostIpc.Modules;

namespace HostIpc.Configuration.Settings;

/// <summary>The file of the client program <c>hostipc</c>: where the server has it, where it is put for containers, and how it is called.</summary>
internal static class ClientFile
{
    public const string Name = "hostipc";

    private const string ClientProject = "src/HostIpc.Cli";
    private const int IdLength = 64;
    private const int ShortLength = 12;

    /// <summary>Where the server has it.</summary>
    public static string Source { get; } = Path.Combine(AppContext.BaseDirectory, Name);

    /// <summary>Whether there is one to put.</summary>
    public static bool IsThere => File.Exists(Source);

    /// <summary>Where it is put.</summary>
    public static string PathBeside(string socket) => Path.Combine(Path.GetDirectoryName(socket)!, Name);

    /// <summary>Finds how the client is called in a terminal of the machine that the server was started on: in the image, beside the server, in the source tree that the server was built in; else by its name.</summary>
    /// <returns>What stands before the client's own arguments, ready for a shell; and what shows the server's console, where it runs in a container.</returns>
    public static (string Words, string? ShowLog) FindInvocation() => FindInvocation(Source, MountTable.Read());

    public static (string Words, string? ShowLog) FindInvocation(string beside, MountTable mounts)
    {
        bool isThere = File.Exists(beside);
        if (isThere && Path.GetDirectoryName(beside) == "/" && FindContainer(mounts) is { } container)
        {
            return ($"{container.Program} exec {container.Id} {beside}", $"{container.Program} logs -f {container.Id}");
        }

        return isThere ? (StartupTrial.Quote(beside), null)
            : FindProject(Path.GetDirectoryName(beside)) is { } project ? ($"dotnet run --project {StartupTrial.Quote(project)} --", null)
            : (Path.GetFileName(beside), null);
    }

    // Each engine mounts a file of its own there, below a directory named after the container.
    public static (string Program, string Id)? FindContainer(MountTable mounts) =>
        mounts.Find("/etc/hostname") is { Point: "/etc/hostname" } mount && mount.Root.Split('/') is var names
        && Array.Find(names, name => name.Length == IdLength && name.All(char.IsAsciiHexDigitLower)) is { } id
            ? (names.Contains("overlay-containers") ? "podman" : "docker", id[..ShortLength]) : null;

    private static string? FindProject(string? directory)
    {
        for (; directory is { Length: > 0 }; directory = Path.GetDirectoryName(directory))
        {
            string project = Path.Combine(directory, ClientProject);
            if (File.Exists(Path.Combine(project, "HostIpc.Cli.csproj")))
            {
                return project;
            }
        }

        return null;
    }
}
