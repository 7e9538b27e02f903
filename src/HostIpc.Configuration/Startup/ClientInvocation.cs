using HostIpc.Configuration.Settings;
using HostIpc.Files;
using HostIpc.Modules;

namespace HostIpc.Configuration.Startup;

/// <summary>How the client program is called in a terminal of the machine that the server was started on.</summary>
/// <param name="Words">What stands before the client's own arguments, ready for a shell.</param>
/// <param name="ShowLog">What shows the server's console, where it runs in a container; null elsewhere.</param>
internal sealed record ClientInvocation(string Words, string? ShowLog = null)
{
    private const string ClientProject = "src/HostIpc.Cli";
    private const int IdLength = 64;
    private const int ShortLength = 12;

    /// <summary>Finds the client: in the image, beside the server, in the source tree that the server was built in; else by its name.</summary>
    public static ClientInvocation Find() => Find(ClientFile.Source, MountTable.Read());

    public static ClientInvocation Find(string beside, MountTable mounts)
    {
        bool isThere = File.Exists(beside);
        if (isThere && Path.GetDirectoryName(beside) == "/" && FindContainer(mounts) is { } container)
        {
            return new ClientInvocation($"{container.Program} exec {container.Id} {beside}", $"{container.Program} logs -f {container.Id}");
        }

        return isThere ? new ClientInvocation(StartupTrial.Quote(beside))
            : FindProject(Path.GetDirectoryName(beside)) is { } project ? new ClientInvocation($"dotnet run --project {StartupTrial.Quote(project)} --")
            : new ClientInvocation(Path.GetFileName(beside));
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
