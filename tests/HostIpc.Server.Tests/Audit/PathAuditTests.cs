using System.Diagnostics;
using HostIpc.Interop;
using HostIpc.Server.Settings;

namespace HostIpc.Server.Audit;

public sealed class PathAuditTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hostipc-audit-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 755 opt/x", null)]
    [InlineData("mkdir -m 775 opt; touch opt/x; chmod 755 opt/x", "/opt can be written to by others than its owner (mode 0775, group 0)")]
    [InlineData("mkdir -m 757 opt; touch opt/x; chmod 755 opt/x", "/opt can be written to by others than its owner (mode 0757, group 0)")]
    [InlineData("mkdir -m 1777 opt; touch opt/x; chmod 755 opt/x", null)]
    [InlineData("mkdir -m 1777 opt; touch opt/x; chown 12 opt/x", "/opt/x belongs to user 12")]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 757 opt/x", "/opt/x can be written to by others than its owner (mode 0757, group 0)")]
    [InlineData("mkdir -m 755 opt; touch opt/x; chown 12 opt", "/opt belongs to user 12")]
    [InlineData("mkdir -m 755 opt usr; touch usr/x; ln -s ../usr/x opt/x", null)]
    [InlineData("mkdir -m 755 opt; mkdir -m 777 usr; touch usr/x; ln -s /usr/x opt/x", "/usr can be written to by others than its owner (mode 0777, group 0)")]
    [InlineData("mkdir -m 777 usr; touch usr/x; ln -s ./usr//../usr opt", "/usr can be written to by others than its owner (mode 0777, group 0)")]
    [InlineData("mkdir -m 755 opt; touch x; ln -s ../x opt/x; chown -h 12 opt/x", "/opt/x belongs to user 12")]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 777 .", "/ can be written to by others than its owner (mode 0777, group 0)")]
    public void Path_WhenOthersCanChangeIt_ThenItIsSaidWhere(string script, string? expected)
    {
        Run(script);
        PathFinding found = new PathAudit(_root, trusted: 0).Walk("/opt/x");
        found.Weakness.ShouldBe(expected);
        found.IsThere.ShouldBeTrue();
        found.Type.ShouldBe(FileType.Regular);
    }

    [Theory]
    [InlineData("mkdir opt", nameof(Errno.NoEntry))]
    [InlineData("touch opt", nameof(Errno.NotDirectory))]
    [InlineData("mkdir opt; ln -s x opt/x", nameof(Errno.TooManyLinks))]
    [InlineData("mkdir opt; ln -s /etc/passwd opt/x", nameof(Errno.NoEntry))] // of the target, not of the server
    [InlineData("ln -s ../../../../../.. opt", nameof(Errno.NoEntry))]
    public void Path_WhenItLeadsNowhere_ThenItIsNotThere(string script, string expected)
    {
        Run(script);
        new PathAudit(_root, trusted: 0).Walk("/opt/x").Error.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Owner_WhenItIsTheServersUser_ThenHeIsTrusted()
    {
        Run("mkdir opt; touch opt/x; chown -R 12 opt");
        new PathAudit(_root, trusted: 12).Walk("/opt/x").Weakness.ShouldBeNull();
    }

    [Fact]
    public void Commands_WhenOneDirectoryIsWeakForAll_ThenItIsSaidOnceWithTheirNames()
    {
        Run("mkdir -m 777 open; touch open/x; chmod 755 open/x");
        string run = $$"""{"Run":["{{_root}}/open/x"]}""";
        string script = $$"""{"Run":["/bin/sh","{{_root}}/open/x"]}""";
        string scripts = $$"""{"Run":["/bin/true"]}""";
        ServerSettings settings = Given.Settings($$"""{"Commands":{"a":{{run}},"b":{{script}},"c":{{scripts}} } }""");
        PolicyAudit.Find(settings.Policy, settings)
            .ShouldBe([$"{_root}/open can be written to by others than its owner (mode 0777, group 0), and {_root}/open/x is run from there (commands a, b)"]);
    }

    private void Run(string script)
    {
        using var shell = Process.Start("sh", ["-c", $"cd {_root} && chmod 755 . && umask 022 && {script}"]);
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }
}
