using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

/// <summary>Commands that the engine carries out, as a file says them.</summary>
public sealed class DockerCommandFaultTests
{
    [Fact]
    public void Command_WhenItIsFourLines_ThenAContainerMayRestartNginxAndNothingElse()
    {
        CommandOptions command = Given.Settings(
            """
            { "Commands": {
                "restart-nginx": {
                  "Docker": { "Action": "restart", "Container": "nginx" },
                  "Allow": { "Containers": ["certbot"] }
                }
            } }
            """).Policy.Commands.ShouldHaveSingleItem();
        command.Handler.ShouldBeNull();
        command.CreateHandler().ShouldNotBeNull();
        command.ShouldBeOfType<DockerCommand>().Summary.ShouldBe("docker restart nginx");
    }

    [Fact]
    public void Command_WhenAllIsSet_ThenAllIsRead()
    {
        DockerCommandOptions logs = Read("""{"Action":"Logs","Container":"{name}","Tail":5,"Since":"01:00:00","Timestamps":true,"Follow":true}""");
        (logs.Action, logs.Tail, logs.Since, logs.Timestamps, logs.Follow).ShouldBe((DockerAction.Logs, 5, TimeSpan.FromHours(1), true, true));

        DockerCommandOptions exec = Read("""{"Action":"exec","Container":"{name}","Command":["ls","-l"],"User":1000,"Directory":"/srv","Environment":{"A":"b"},"Grace":"00:00:07"}""");
        (exec.Action, exec.User, exec.Directory, exec.Environment["A"], exec.Grace).ShouldBe((DockerAction.Exec, "1000", "/srv", "b", TimeSpan.FromSeconds(7)));
        exec.Command.ShouldBe(["ls", "-l"]);

        Read("""{"Action":"kill","Container":"{name}","Signal":"HUP"}""").Signal.ShouldBe("HUP");
    }

    [Theory]
    [InlineData("\"restart\"", "Docker is \"restart\"; an object with an Action and a Container is wanted")]
    [InlineData("{}", "Docker is empty; an object with an Action and a Container is wanted")]
    [InlineData("""{"Container":"web"}""", "Docker:Action is missing; one of restart, start, stop, kill, pause, unpause, exec, logs, inspect is wanted")]
    [InlineData("""{"Action":"reboot","Container":"web"}""", "Docker:Action is \"reboot\"; restart or start or stop or ")]
    [InlineData("""{"Action":"restart"}""", "Docker:Container is missing or empty; the name of a container, or {parameter}, is wanted")]
    [InlineData("""{"Action":"restart","Container":"../x"}""", "Docker:Container is \"../x\"; a name of letters, digits, ")]
    [InlineData("""{"Action":"restart","Container":"-x"}""", "Docker:Container is \"-x\"; a name of letters, digits, ")]
    [InlineData("""{"Action":"restart","Container":"{nme}"}""", "Docker:Container has {nme}, but there is no parameter of that name; one of Parameters is wanted")]
    [InlineData("""{"Action":"restart","Container":"web","Contaner":"x"}""", "Docker:Contaner is no setting; did you mean Commands:x:Docker:Container?")]
    [InlineData("""{"Action":"restart","Container":"web","Signal":"HUP"}""", "Docker:Signal is set, which restart does not take; it is for kill")]
    [InlineData("""{"Action":"restart","Container":"web","Command":["x"]}""", "Docker:Command is set, which restart does not take; it is for exec")]
    [InlineData("""{"Action":"kill","Container":"web","Grace":"00:00:01"}""", "Docker:Grace is set, which kill does not take; it is for stop, restart and exec")]
    [InlineData("""{"Action":"inspect","Container":"web","Tail":1}""", "Docker:Tail is set, which inspect does not take; it is for logs")]
    [InlineData("""{"Action":"exec","Container":"web","Command":["x"],"Follow":true}""", "Docker:Follow is set, which exec does not take; it is for logs")]
    [InlineData("""{"Action":"logs","Container":"web","User":"root"}""", "Docker:User is set, which logs does not take; it is for exec")]
    [InlineData("""{"Action":"exec","Container":"web"}""", "Docker:Command is missing or empty; a list of a program in the container and its arguments is wanted")]
    [InlineData("""{"Action":"exec","Container":"web","Command":[""]}""", "Docker:Command:0 is empty; a program is wanted")]
    [InlineData("""{"Action":"exec","Container":"web","Command":["x"],"Directory":"srv"}""", "Docker:Directory is \"srv\"; an absolute path in the container is wanted")]
    [InlineData("""{"Action":"exec","Container":"web","Command":["x"],"User":"a:b:c"}""", "Docker:User is \"a:b:c\"; USER or USER:GROUP is wanted")]
    [InlineData("""{"Action":"exec","Container":"web","Command":["x"],"Environment":{"A=B":"c"}}""", "Docker:Environment:A=B is no name")]
    [InlineData("""{"Action":"kill","Container":"web","Signal":"sighup"}""", "Docker:Signal is \"sighup\"; a name as SIGHUP or HUP, or a number from 1 to 64, is wanted")]
    [InlineData("""{"Action":"kill","Container":"web","Signal":0}""", "Docker:Signal is \"0\"; ")]
    [InlineData("""{"Action":"stop","Container":"web","Grace":"00:00:00.5"}""", "Docker:Grace is 00:00:00.5000000; whole seconds up to 01:00:00 are wanted")]
    [InlineData("""{"Action":"stop","Container":"web","Grace":"02:00:00"}""", "Docker:Grace is 02:00:00; whole seconds up to 01:00:00 are wanted")]
    [InlineData("""{"Action":"logs","Container":"web","Tail":-1}""", "Docker:Tail is \"-1\"; a number from 0 to 10000000 is wanted")]
    public void Section_WhenItIsWrong_ThenTheKeyAndWhatIsWantedAreSaid(string json, string expected) => Given.Faults(Given.Command($"{{\"Docker\":{json}}}")).ShouldStartWith($"Commands:x:{expected}");

    [Theory]
    [InlineData("\"Run\":[\"x\"]", "Docker is set beside Run; one of Run, Shell, Scripts and Docker is wanted")]
    [InlineData("\"Shell\":\"x\"", "Docker is set beside Shell; ")]
    [InlineData("\"Scripts\":\"/x\"", "Docker is set beside Scripts; ")]
    [InlineData("\"As\":\"www\"", "As is set beside Docker, where nothing runs on the target; Docker:User is ")]
    [InlineData("\"Directory\":\"/srv\"", "Directory is set beside Docker, where nothing runs on the target; Docker:Directory is ")]
    [InlineData("\"Environment\":{\"A\":\"b\"}", "Environment is set beside Docker, where nothing runs on the target; Docker:Environment is ")]
    [InlineData("\"PassEnvironment\":[\"TZ\"]", "PassEnvironment is set beside Docker, where no variables are passed on; Docker:Environment ")]
    [InlineData("\"Stdin\":true", "Stdin is true, which restart does not take; it is for exec")]
    [InlineData("\"Parameters\":[{\"Name\":\"a\"}]", "Docker has no placeholder for the parameter a; {a} is wanted in one of its elements")]
    public void Command_WhenDockerAndAnotherKeyDoNotFit_ThenItIsSaidWhereThatBelongs(string other, string expected) =>
        Given.Faults(Given.Command($$"""{"Docker":{"Action":"restart","Container":"web"},{{other}} }""")).ShouldStartWith($"Commands:x:{expected}");

    [Theory]
    [InlineData("""{"Name":"name","Optional":true}""", """{"Action":"restart","Container":"{name}"}""", "Docker:Container is no container where name is left out; a Default is wanted there, or Optional false")]
    [InlineData("""{"Name":"name","Pattern":"[a-z]+"}""", """{"Action":"exec","Container":"web","Command":["{name}"]}""", "Docker:Command:0 leaves the program to the request")]
    [InlineData("""{"Name":"name","Optional":true},{"Name":"b","Default":"c"}""", """{"Action":"exec","Container":"web","Command":["x","{name}","{b}"]}""", "Parameters:1:Default is set behind a parameter that may be left out without one")]
    public void Placeholder_WhenItCannotBeFilled_ThenItIsSaid(string parameters, string docker, string expected) =>
        Given.Faults(Given.Command($$"""{"Docker":{{docker}},"Parameters":[{{parameters}}]}""")).ShouldStartWith($"Commands:x:{expected}");

    [Fact]
    public void Socket_WhenItIsSaidThatThereIsNone_ThenNoCommandCanAskOne() =>
        Given.Faults("""{"Docker":{"Socket":""},"Commands":{"x":{"Docker":{"Action":"restart","Container":"web"}}}}""")
            .ShouldStartWith("Docker:Socket is empty, so that no engine is asked, but there are Docker commands or Triggers; its path is wanted, or no such key");

    [Fact]
    public void Engine_WhenThePolicyIsReadAnew_ThenItIsTheOneOfTheStart()
    {
        HostIpcSettings started = Given.Settings("""{"Docker":{"Socket":"/run/one.sock"}}""");
        HostIpcSettings now = HostIpcSettings.Read(Given.Reader("""{"Docker":{"Socket":"/run/two.sock"}}"""), running: started);
        now.Engine.ShouldBeSameAs(started.Engine);
        started.Engine.Endpoint.ShouldContain("/run/one.sock");
    }

    private static DockerCommandOptions Read(string docker) => Given.Settings(Given.Command($$"""{"Docker":{{docker}},"Parameters":[{"Name":"name","Pattern":"[a-z]+"}]}"""))
        .Policy.Commands.ShouldHaveSingleItem().ShouldBeOfType<DockerCommand>().Docker;
}
