using HostIpc.Server;

namespace HostIpc.Configuration.Settings;

[Trait("User", "Any")]
public sealed class SettingsTests
{
    [Theory]
    [InlineData("NAMED_PIPE", "/tmp/ipc/", "Fifo:Path is \"/tmp/ipc/\"; the absolute path of a file is wanted (set in NAMED_PIPE)")]
    [InlineData("NAMED_PIPE", "/..", "Fifo:Path is \"/..\"")]
    [InlineData("LOG", "channel.log", "Log:Path is \"channel.log\"")]
    [InlineData("MAX_LOG_LINES", "0", "Log:MaxLines is \"0\"; a number from 1 to 100000000 is wanted (set in MAX_LOG_LINES)")]
    [InlineData("HOSTIPC__Execution__Timeout", "24:00:00", "Execution:Timeout is \"24:00:00\"; a time as hh:mm:ss")]
    [InlineData("HOSTIPC__Execution__Timeout", "5", "Execution:Timeout is \"5\"")]
    [InlineData("HOSTIPC__Execution__Target", "local,host", "Execution:Target is \"local,host\"; local or host is wanted")]
    [InlineData("HOSTIPC__Execution__Target", "1", "Execution:Target is \"1\"")]
    [InlineData("HOSTIPC__Fifo__Mod", "0600", "Fifo:Mod is no setting; did you mean Fifo:Mode?")]
    [InlineData("HOSTIPC__UnixSocket__Path", "hostipc.sock", "UnixSocket:Path is \"hostipc.sock\"; the absolute path of a file is wanted")]
    [InlineData("HOSTIPC__UnixSocket__Mode", "0888", "UnixSocket:Mode is \"0888\"; an octal mode")]
    [InlineData("HOSTIPC__Client__Install", "yes", "Client:Install is \"yes\"; true or false is wanted")]
    [InlineData("HOSTIPC__Limits__ReceiveTimeout", "30", "Limits:ReceiveTimeout is \"30\"; a time as hh:mm:ss")]
    [InlineData("HOSTIPC__Limits__ReceiveTimeout", "00:00:00", "Limits:ReceiveTimeout is 00:00:00; 00:00:00.0010000 to 1.00:00:00 is wanted")]
    [InlineData("HOSTIPC__Limits__MaxRequestBytes", "1000", "Limits:MaxRequestBytes is \"1000\"; a number from 1024 to 16777216")]
    [InlineData("HOSTIPC__Limits__MaxLoggedOutput", "-1", "Limits:MaxLoggedOutput is \"-1\"; a number from 0 to 1099511627776")]
    [InlineData("HOSTIPC_CONFIG", "/tmp", "/tmp cannot be read: it is a directory")]
    public async Task Variable_WhenItIsWrong_ThenTheServerSaysSoAndExits78(string variable, string value, string expected)
    {
        using var server = new ServerProcess();
        server.Environment[variable] = value;
        (int exitCode, string output) = await server.RunAsync("exec $SERVER");
        output.ShouldContain(expected);
        exitCode.ShouldBe(78);
        File.Exists(server.LogPath).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"Commands":{"x":{"Run":["a\u0000b"]}}}""", "Commands:x:Run:0 is \"a\\u0000b\"; text without NUL is wanted")]
    [InlineData("""{"Commands":{"x":{"Run":[]}}}""", "Commands:x:Run is empty")]
    [InlineData("""{"Commands":{"x":null}}""", "Commands:x")]
    [InlineData("""{"Commands":{"a b":{"Run":["x"]}}}""", "Commands:a b is no command name")]
    [InlineData("[1]", "cannot be read")]
    [InlineData("", "cannot be read")]
    [InlineData("""{"Log":{"MaxLines":5},"log":{"maxlines":6}}""", "cannot be read: log is there twice; keys that differ in case alone are the same")]
    public async Task File_WhenItIsWrong_ThenTheServerSaysSoAndExits78(string json, string expected)
    {
        using var server = new ServerProcess();
        await File.WriteAllTextAsync($"{server.Path}/hostipc.json", json, TestContext.Current.CancellationToken);
        server.Environment["HOSTIPC_CONFIG"] = $"{server.Path}/hostipc.json";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER");
        output.ShouldContain(expected);
        exitCode.ShouldBe(78);
    }
}
