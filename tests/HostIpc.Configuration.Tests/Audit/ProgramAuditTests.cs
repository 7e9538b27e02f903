using System.Diagnostics;
using HostIpc.Configuration.Settings;

namespace HostIpc.Configuration.Audit;

public sealed class ProgramAuditTests : IDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-audit-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 755 opt/x", null)]
    [InlineData("mkdir -m 1777 opt; touch opt/x; chmod 755 opt/x", null)]
    [InlineData("mkdir -m 777 opt; touch opt/x; chmod 755 opt/x", "DIR/opt is writable by its group and others (mode 0777); writable by its owner alone, or sticky, is wanted")]
    [InlineData("mkdir -m 755 opt; mkdir -m 775 usr; touch usr/x; chmod 755 usr/x; ln -s ../usr/x opt/x", "DIR/usr is writable by its group (mode 0775); writable by its owner alone, or sticky, is wanted")]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 757 opt/x", "it is writable by others (mode 0757); writable by its owner alone is wanted")]
    public void Program_WhenOthersCanPutAnotherInItsPlace_ThenItIsSaidOnceWithTheCommands(string script, string? expected) => ShouldBeSaid(script, expected);

    [RootTheory]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 755 opt/x; chown 12 opt", "DIR/opt is owned by user 12; root is wanted")]
    public void Program_WhenItsDirectoryIsAnothers_ThenItIsSaidOnceWithTheCommands(string script, string? expected) => ShouldBeSaid(script, expected);

    private void ShouldBeSaid(string script, string? expected)
    {
        Run(script);
        string[] warnings = Find("\"a\":{\"Run\":[\"DIR/opt/x\"]},\"b\":{\"Run\":[\"/bin/sh\",\"DIR/opt/x\"]},\"c\":{\"Run\":[\"/bin/true\",\"DIR/opt/x\"]}");
        warnings.ShouldBe(expected is null ? [] : [$"DIR/opt/x: {expected} (commands a, b)"]);
    }

    [Theory]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 755 opt/x", null)]
    [InlineData("mkdir -m 777 opt", "the script directory DIR/opt: it is writable by its group and others (mode 0777); writable by its owner alone, or sticky, is wanted")]
    [InlineData("true", "the script directory DIR/opt: it does not exist")]
    [InlineData("mkdir -m 755 opt; touch opt/x opt/y; chmod 755 opt/y", "DIR/opt/x is skipped: ")]
    [InlineData("mkdir -m 755 opt; touch opt/x; chmod 777 opt/x", "DIR/opt/x is skipped: it is writable by its group and others (mode 0777)")]
    public void Scripts_WhenSomeWillNotRun_ThenItIsSaid(string script, string? expected)
    {
        Run(script);
        string[] warnings = Find("\"a\":{\"Scripts\":\"DIR/opt\",\"Parameters\":[{\"Name\":\"p\",\"Values\":[\"1\"]}]}");
        if (expected is null)
        {
            warnings.ShouldBeEmpty();
        }
        else
        {
            warnings.ShouldHaveSingleItem().ShouldStartWith(expected);
            warnings[0].ShouldEndWith(" (command a)");
        }
    }

    [Fact]
    public void Scripts_WhenManyWillBeSkipped_ThenFiveAreNamedAndTheRestCounted()
    {
        Run("mkdir -m 755 opt; touch opt/1 opt/2 opt/3 opt/4 opt/5 opt/6 opt/7");
        string[] warnings = Find("\"a\":{\"Scripts\":\"DIR/opt\"}");
        warnings.Length.ShouldBe(7);
        warnings.ShouldContain("DIR/opt: 2 more are skipped (command a)");
        warnings.ShouldContain("Commands:a has Scripts and no Parameters: the scripts get whatever arguments a request has");
    }

    private string[] Find(string commands)
    {
        HostIpcSettings settings = Given.Settings($"{{\"Commands\":{{{commands.Replace("DIR", _directory, StringComparison.Ordinal)}}}}}");
        return [.. PolicyAudit.Find(settings.Policy, settings).Select(warning => warning.Replace(_directory, "DIR", StringComparison.Ordinal))];
    }

    private void Run(string script)
    {
        using var shell = Process.Start("sh", ["-c", $"cd {_directory} && chmod 755 . && umask 022 && {script}"]);
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }
}
