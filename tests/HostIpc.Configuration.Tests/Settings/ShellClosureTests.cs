using HostIpc.Policy;
using HostIpc.Server;

namespace HostIpc.Configuration.Settings;

public sealed class ShellClosureTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"ShellAllow":{"Users":[1]}}""", true)]
    [InlineData("""{"AllowShell":false}""", false)]
    [InlineData("""{"Commands":{}}""", false)]
    [InlineData("""{"commands":{}}""", false)]
    [InlineData("""{"Commands":null}""", false)]
    [InlineData("""{"Commands":{"a":{"Run":["true"]}}}""", false)]
    [InlineData("""{"Commands":{},"AllowShell":null}""", false)]
    [InlineData("""{"Commands":{},"AllowShell":true}""", true)]
    public void Shell_WhenACommandsSectionIsWritten_ThenItIsClosedUnlessAllowShellOpensIt(string json, bool isOpen)
    {
        HostIpcSettings settings = Given.Settings(json);
        settings.Policy.OpensShell.ShouldBe(isOpen);
        settings.Server.AllowShell.ShouldBe(isOpen);
    }

    [Theory]
    [InlineData("{}", """{}""", true)]
    [InlineData("""{"AllowShell":true}""", "{}", true)]
    [InlineData("""{"AllowShell":false}""", "{}", false)]
    [InlineData("""{"Commands":{}}""", "{}", false)]
    [InlineData("""{"Commands":{"a":{"Run":["true"]}}}""", "{}", false)]
    [InlineData("""{"Commands":{"a":{"Run":["true"]}},"AllowShell":true}""", "{}", false)]
    [InlineData("""{"Commands":{"a":{"Run":["true"]}}}""", """{"AllowShell":true}""", true)]
    public void Shell_WhenAnEarlierPolicyClosedIt_ThenItStaysClosedUnlessAllowShellOpensIt(string before, string after, bool isOpen)
    {
        PolicySettings closed = Given.Settings(before).Policy;
        PolicySettings next = HostIpcSettings.Read(Given.Reader(after), policy: closed).Policy;
        next.OpensShell.ShouldBe(isOpen);

        // Opened by AllowShell meanwhile, it is closed again when that goes.
        PolicySettings last = HostIpcSettings.Read(Given.Reader("{}"), policy: next).Policy;
        last.OpensShell.ShouldBe(isOpen && after == "{}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("check")]
    public async Task Start_WhenTheNamedFileIsAbsent_ThenItExits78(string verb)
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC_CONFIG"] = $"{server.Path}/nowhere/hostipc.json";
        (int exitCode, string output) = await server.RunAsync($"exec $SERVER {verb}");
        output.ShouldContain($"{server.Path}/nowhere/hostipc.json does not exist; HOSTIPC_CONFIG must name an existing file");
        exitCode.ShouldBe(78, output);
        File.Exists(server.Fifo).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WhenTheCommandsSectionIsEmpty_ThenALineIsDeniedAndTheServerWarns()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC_CONFIG"] = $"{server.Path}/hostipc.json";
        await File.WriteAllTextAsync($"{server.Path}/hostipc.json", """{"Commands":{}}""", TestContext.Current.CancellationToken);
        (_, string output) = await server.RunAsync(
            "$SERVER 2>&1 & until [ -p $NAMED_PIPE ]; do sleep 0.05; done; echo 'echo open' > $NAMED_PIPE; until grep -q ' x ' $LOG; do sleep 0.05; done; kill $!; wait $!");
        output.ShouldContain("warning: nothing can run: there are no commands, and the shell is closed (there is a Commands section)");
        server.Log.ShouldContain("denied: echo names no command, and AllowShell is false");
    }

    [Fact]
    public async Task Start_WhenACommandComesFromTheEnvironment_ThenTheShellIsClosed()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Commands__hello__Run__0"] = "/bin/echo";
        (_, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain("\nshell: closed");
    }
}
