namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>A folder that is a system's root, with busybox and dpkg's database, and nothing else in it.</summary>
internal sealed class DebianSystem : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private DebianSystem()
    {
    }

    public string Path => $"{_directory.Path}/root";

    public static async Task<DebianSystem> CreateAsync()
    {
        var system = new DebianSystem();
        await Programs.RunAsync("sh", ["-c", """
            set -e
            mkdir -p "$1/bin" "$1/tmp" "$1/proc" "$1/var/lib/dpkg/info" "$1/var/lib/dpkg/updates" "$1/var/lib/dpkg/triggers" "$1/var/log"
            touch "$1/var/lib/dpkg/status"
            cp "$(command -v busybox)" "$1/bin/busybox"
            for name in sh rm rmdir sleep mkdir uptime unshare cat echo; do ln -s busybox "$1/bin/$name"; done
            """, "sh", system.Path]);
        return system;
    }

    /// <summary>Runs dpkg for this system; it has to succeed.</summary>
    public async Task<string> DpkgAsync(params string[] arguments) => (await Programs.RunAsync("dpkg", [$"--root={Path}", "--force-confold", .. arguments])).Text;

    /// <summary>The same package with another version.</summary>
    public async Task<string> WithVersionAsync(string package, string version)
    {
        string copy = $"{_directory.Path}/{version}";
        _ = (await Programs.RunAsync("dpkg-deb", ["--raw-extract", package, copy])).Text;
        _ = (await Programs.RunAsync("sed", ["-i", $"s/^Version: .*/Version: {version}/", $"{copy}/DEBIAN/control"])).Text;
        _ = (await Programs.RunAsync("dpkg-deb", ["--root-owner-group", "-Znone", "--build", copy, $"{copy}.deb"])).Text;
        return $"{copy}.deb";
    }

    /// <summary>Makes an image of it.</summary>
    public async Task ImportAsync(Docker docker, string image)
    {
        _ = (await Programs.RunAsync("tar", ["-C", Path, "-cf", $"{Path}.tar", "."])).Text;
        await docker.GetAsync("import", "--change", "ENV PATH=/usr/sbin:/usr/bin:/bin", $"{Path}.tar", image);
    }

    public void Dispose() => _directory.Dispose();
}
