using HostIpc.Configuration.Sources;
using HostIpc.Server;

namespace HostIpc.Configuration.Settings;

public sealed class StrayVariableTests
{
    [Theory]
    [InlineData("HOSTIPC_Execution_Timeout", "the variable HOSTIPC_Execution_Timeout has no effect; did you mean HOSTIPC__Execution__Timeout?")]
    [InlineData("HOSTIPC_EXECUTION_TIMEOUT", "the variable HOSTIPC_EXECUTION_TIMEOUT has no effect; did you mean HOSTIPC__Execution__Timeout?")]
    [InlineData("HOSTIPC_Execution__Timeout", "the variable HOSTIPC_Execution__Timeout has no effect; did you mean HOSTIPC__Execution__Timeout?")]
    [InlineData("HOSTIPC_AllowShell", "the variable HOSTIPC_AllowShell has no effect; did you mean HOSTIPC__AllowShell?")]
    [InlineData("HOSTIPC_CONFG", "the variable HOSTIPC_CONFG has no effect; did you mean HOSTIPC_CONFIG?")]
    [InlineData("HOSTIPC_Whatever", "the variable HOSTIPC_Whatever has no effect; settings are HOSTIPC__Section__Key, with two underscores")]
    [InlineData("MAX_LOG_LINE", "the variable MAX_LOG_LINE has no effect; did you mean MAX_LOG_LINES?")]
    [InlineData("MAXLOGLINES", "the variable MAXLOGLINES has no effect; did you mean MAX_LOG_LINES?")]
    [InlineData("LOG_MAX_LINES", "the variable LOG_MAX_LINES has no effect; did you mean MAX_LOG_LINES?")]
    [InlineData("max_log_lines", "the variable max_log_lines has no effect; did you mean MAX_LOG_LINES?")]
    [InlineData("NAMED_PIPES", "the variable NAMED_PIPES has no effect; did you mean NAMED_PIPE?")]
    [InlineData("NAMEDPIPE", "the variable NAMEDPIPE has no effect; did you mean NAMED_PIPE?")]
    [InlineData("LOG_FILE", "the variable LOG_FILE has no effect; did you mean LOG?")]
    [InlineData("log", "the variable log has no effect; did you mean LOG?")]
    [InlineData("LOGNAME", null)]
    [InlineData("LANG", null)]
    [InlineData("PATH", null)]
    [InlineData("HOSTIPC_ENDPOINT", null)]
    [InlineData("HOSTIPC_PORT_47201_TCP", null)]
    [InlineData("HOSTIPC_SERVICE_HOST", null)]
    [InlineData("HOSTIPC__Fifo__Mod", null)]
    public void Variable_WhenItIsNoSettingButMeantAsOne_ThenItIsSaid(string name, string? expected)
    {
        SettingsReader reader = Given.Reader("{}");
        _ = HostIpcSettings.Read(reader);
        ServerFileOrigin.FindStrays([name, "HOME"], [.. reader.Known]).ShouldBe(expected is null ? [] : [expected]);
    }

    [Fact]
    public void Variable_WhenTheRightOneIsSetToo_ThenNothingIsSaid() => ServerFileOrigin.FindStrays(["LOG", "LOG_FILE"], []).ShouldBeEmpty();

    [Fact]
    public async Task Variable_WhenItHasNoEffect_ThenTheServerAndTheCheckWarn()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC_Execution_Timeout"] = "00:00:01";
        (int exitCode, string output) = await server.RunAsync("$SERVER check; $SERVER 2>$LOG.errors & until grep -q HOSTIPC_Exec $LOG.errors 2>/dev/null; do sleep 0.05; done; kill $!; wait $!; cat $LOG.errors");
        output.ShouldContain("\nwarning: the variable HOSTIPC_Execution_Timeout has no effect; did you mean HOSTIPC__Execution__Timeout?\n");
        output.ShouldContain("hostipcd: warning: the variable HOSTIPC_Execution_Timeout has no effect; did you mean HOSTIPC__Execution__Timeout?\n");
        exitCode.ShouldBe(0, output);
    }
}
