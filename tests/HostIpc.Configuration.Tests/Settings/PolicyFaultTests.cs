using System.Diagnostics;
using System.Text;
using HostIpc.Configuration.Sources;
using HostIpc.Server;

namespace HostIpc.Configuration.Settings;

public sealed class PolicyFaultTests
{
    [Theory]

    // A rule that is there and says nothing would be for everybody, or for nobody.
    [InlineData("""{"Run":["x"],"Allow":{}}""", "Commands:x:Allow is empty; a rule or a list of rules is wanted, or no such key")]
    [InlineData("""{"Run":["x"],"Allow":[]}""", "Commands:x:Allow is empty; a rule or a list of rules is wanted")]
    [InlineData("""{"Run":["x"],"Allow":null}""", "Commands:x:Allow is empty; a rule or a list of rules is wanted")]
    [InlineData("""{"Run":["x"],"Allow":"www"}""", "Commands:x:Allow is \"www\"; a rule or a list of rules is wanted")]
    [InlineData("""{"Run":["x"],"Allow":[{}]}""", "Commands:x:Allow:0 is empty; a rule: an object with one or more of Users, ")]
    [InlineData("""{"Run":["x"],"Allow":[{"Users":[1]},null]}""", "Commands:x:Allow:1 is empty; a rule: ")]
    [InlineData("""{"Run":["x"],"Allow":["www"]}""", "Commands:x:Allow:0 is \"www\"; a rule: ")]
    [InlineData("""{"Run":["x"],"Allow":[[{"Users":[1]}]]}""", "Commands:x:Allow:0 is a list; a rule: an object with one or more of Users, ")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":[]}}""", "Commands:x:Allow:Users is empty; a list of texts is wanted, or no such key")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":{}}}""", "Commands:x:Allow:Users is empty; a list of texts is wanted")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":null}}""", "Commands:x:Allow:Users is empty; a list of texts is wanted")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":[1],"Containers":[]}}""", "Commands:x:Allow:Containers is empty")]
    [InlineData("""{"Run":["x"],"Allow":{"Groups":[]}}""", "Commands:x:Allow:Groups is empty")]
    [InlineData("""{"Run":["x"],"Allow":{"Images":[]}}""", "Commands:x:Allow:Images is empty")]
    [InlineData("""{"Run":["x"],"Allow":{"Labels":[]}}""", "Commands:x:Allow:Labels is empty")]
    [InlineData("""{"Run":["x"],"Allow":{"Transports":[]}}""", "Commands:x:Allow:Transports is empty")]
    [InlineData("""{"Run":["x"],"Allow":{"Addresses":[]}}""", "Commands:x:Allow:Addresses is empty")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":"www-data"}}""", "Commands:x:Allow:Users is \"www-data\"; a list of texts is wanted")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":[null]}}""", "Commands:x:Allow:Users:0 is \"\"; a text is wanted")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":[["a"]]}}""", "Commands:x:Allow:Users:0 is \"\"; a text is wanted")]
    [InlineData("""{"Run":["x"],"Allow":{"Users":{"a":"b"}}}""", "Commands:x:Allow:Users is an object; a list of texts is wanted")]
    [InlineData("""{"Run":["x"],"Allow":{"0":{"Users":[1]},"Users":[2]}}""", "Commands:x:Allow:Users is no setting")]
    [InlineData("""{"Run":["x"],"Allow":{"User":[1]}}""", "Commands:x:Allow:User is no setting; did you mean Commands:x:Allow:Users?")]
    [InlineData("""{"Rnu":["x","y"]}""", "Commands:x:Rnu is no setting; did you mean Commands:x:Run?")]
    [InlineData("""{"Run":["x"],"Allow":{"User":[]}}""", "Commands:x:Allow:User is no setting; did you mean Commands:x:Allow:Users?")]

    [InlineData("""{"Run":"ls"}""", "Commands:x:Run is \"ls\"; a list of texts is wanted")]
    [InlineData("""{"Run":["ls",[]]}""", "Commands:x:Run:1 is \"\"; a text is wanted")]
    [InlineData("""{"Run":{"a":"ls"}}""", "Commands:x:Run is an object; a list of texts is wanted")]
    [InlineData("""{"Run":["x"],"Parameters":{"site":{"Pattern":"a"}}}""", "Commands:x:Parameters is an object; a list of parameters is wanted")]
    [InlineData("""{"Run":["x"],"Environment":["A=b"]}""", "Commands:x:Environment is a list; an object of names and texts is wanted")]
    [InlineData("""{"Docker":["restart"]}""", "Commands:x:Docker is a list; an object with an Action and a Container is wanted")]
    [InlineData("""{"Run":["x"],"Zzzzz":1}""", "Commands:x:Zzzzz is no setting; in this section there are Commands:x:Allow, ")]
    [InlineData("""{"Run":["x"],"Parameters":[]}""", "Commands:x:Parameters is empty; a list of parameters is wanted, or no such key")]
    [InlineData("""{"Run":["x"],"Parameters":"site"}""", "Commands:x:Parameters is \"site\"; a list of parameters is wanted")]
    [InlineData("""{"Run":["x"],"Parameters":["site"]}""", "Commands:x:Parameters:0 is \"site\"; a parameter: an object with a Name is wanted")]
    [InlineData("""{"Run":["x"],"Parameters":[{}]}""", "Commands:x:Parameters:0 is empty; a parameter: ")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","Values":[]}]}""", "Commands:x:Parameters:0:Values is empty")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","Values":"on"}]}""", "Commands:x:Parameters:0:Values is \"on\"; a list of texts")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","MaxLength":0}]}""", "Commands:x:Parameters:0:MaxLength is \"0\"; a number from 1 to 65536")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","Optional":"yes"}]}""", "Commands:x:Parameters:0:Optional is \"yes\"; true or false")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","AllowLeadingDash":1}]}""", "Commands:x:Parameters:0:AllowLeadingDash is \"1\"")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","Regex":"a"}]}""", "Commands:x:Parameters:0:Regex is no setting; in this section there are Commands:x:Parameters:0:AllowLeadingDash, ")]
    [InlineData("""{"Run":["x"],"Environment":{}}""", "Commands:x:Environment is empty; an object of names and texts is wanted")]
    [InlineData("""{"Run":["x"],"Environment":"A=b"}""", "Commands:x:Environment is \"A=b\"; an object of names and texts is wanted")]
    [InlineData("""{"Run":["x"],"Environment":{"A":["b"]}}""", "Commands:x:Environment:A is \"\"; a text is wanted")]
    [InlineData("""{"Run":["x"],"Environment":{"A":null}}""", "Commands:x:Environment:A is \"\"; a text is wanted")]
    [InlineData("""{"Run":["x"],"PassEnvironment":[]}""", "Commands:x:PassEnvironment is empty")]
    [InlineData("""{"Run":["x"],"PassEnvironment":"TZ"}""", "Commands:x:PassEnvironment is \"TZ\"; a list of texts")]
    [InlineData("""{"Run":["x"],"Stdin":"1"}""", "Commands:x:Stdin is \"1\"; true or false is wanted")]
    [InlineData("""{"Run":["x"],"Timeout":"5"}""", "Commands:x:Timeout is \"5\"; a time as hh:mm:ss")]
    [InlineData("""{"Run":["x"],"Concurrency":0}""", "Commands:x:Concurrency is \"0\"; a number from 1 to 65536")]
    [InlineData("""{"Run":["x"],"Queue":65537}""", "Commands:x:Queue is \"65537\"; a number from 0 to 65536")]
    [InlineData("""{"Run":["x"],"MaxOutput":"1 MiB"}""", "Commands:x:MaxOutput is \"1 MiB\"; a number from 0 to 1099511627776")]
    [InlineData("""{"Run":["x"],"LogOutput":[]}""", "Commands:x:LogOutput is \"\"; true or false")]
    [InlineData("""{"Run":["x"],"Timeuot":"00:00:01"}""", "Commands:x:Timeuot is no setting; did you mean Commands:x:Timeout?")]
    [InlineData("""{"Run":["x"],"Shell":{"a":{"b":1}}}""", "Commands:x:Shell:a:b is no setting; in this section there are Commands:x:Allow, ")]

    // What the policy itself finds wrong.
    [InlineData("""{"Run":["x"],"Allow":{"Labels":["a"]}}""", "Commands:x:Allow:Labels has \"a\"; key=value is wanted")]
    [InlineData("""{"Run":["x"],"Allow":[{"Users":[1]},{"Labels":["a"]}]}""", "Commands:x:Allow:1:Labels has \"a\"; key=value is wanted")]
    [InlineData("""{"Run":["x","{a}"],"Parameters":[{"Name":"a","Pattern":"["}]}""", "Commands:x:Parameters:0:Pattern is \"[\"; a regular expression ")]
    [InlineData("""{"Run":["x"],"Shell":"x"}""", "Commands:x:Shell is set beside Run")]
    [InlineData("""{"Description":"x"}""", "Commands:x:Run is missing or empty; a list of a program and its arguments, or Shell, Scripts or Docker is wanted")]
    [InlineData("""{"Run":["x"],"As":"a\u0000b"}""", "Commands:x:As is \"a\\u0000b\"; text without NUL is wanted")]
    public void Command_WhenItIsWrong_ThenTheKeyAndWhatIsWantedAreSaid(string json, string expected)
    {
        string faults = Given.Faults(Given.Command(json));
        faults.ShouldStartWith(expected);
        faults.ShouldNotContain('\n');
        faults.ShouldEndWith($" (set in {SettingsFile.Path})");
    }

    [Theory]
    [InlineData("""{"ShellAllow":{}}""", "ShellAllow is empty; a rule or a list of rules is wanted")]
    [InlineData("""{"ShellAllow":[]}""", "ShellAllow is empty; a rule or a list of rules is wanted")]
    [InlineData("""{"ShellAllow":[{}]}""", "ShellAllow:0 is empty; a rule: ")]
    [InlineData("""{"ShellAllow":{"Users":[]}}""", "ShellAllow:Users is empty")]
    [InlineData("""{"ShellAllow":{"Labels":["a"]}}""", "ShellAllow:Labels has \"a\"; key=value is wanted")]
    [InlineData("""{"ShellAllow":true}""", "ShellAllow is \"true\"; a rule or a list of rules is wanted")]
    [InlineData("""{"AllowShell":"sure"}""", "AllowShell is \"sure\"; true or false is wanted")]
    [InlineData("""{"Policy":{"Mode":"off"}}""", "Policy:Mode is \"off\"; enforce or learn is wanted")]
    [InlineData("""{"Policy":{"Mod":"learn"}}""", "Policy:Mod is no setting; did you mean Policy:Mode?")]
    [InlineData("""{"Policy":"learn"}""", "Policy is \"learn\"; an object with Mode is wanted")]
    [InlineData("""{"Command":{}}""", "Command is no setting; did you mean Commands?")]
    [InlineData("""{"Commands":["ls"]}""", "Commands is a list; an object of commands by name, ")]
    [InlineData("""{"Commands":"ls"}""", "Commands is \"ls\"; an object of commands by name, {\"NAME\": {\"Run\": [...]}}, is wanted")]
    [InlineData("""{"Commands":[{"Name":"ls","Run":["ls"]}]}""", "Commands is a list; an object of commands by name, {\"NAME\": {\"Run\": [...]}}, is wanted")]
    [InlineData("""{"UnixSockets":{"Path":"/ipc/a"}}""", "UnixSockets:Path is no setting; did you mean UnixSocket:Path?")]
    [InlineData("""{"unixsocket":{"pth":"/ipc/a"}}""", "unixsocket:pth is no setting; did you mean UnixSocket:Path?")]
    [InlineData("""{"Timeout":"00:00:01"}""", "Timeout is no setting; did you mean Execution:Timeout or Lifecycle:Timeout?")]
    [InlineData("""{"MaxConnections":1}""", "MaxConnections is no setting; did you mean Limits:MaxConnections?")]
    [InlineData("""{"Execution_Timeout":1}""", "Execution_Timeout is no setting; did you mean Execution:Timeout?")]
    [InlineData("""{"Nonsense":1}""", "Nonsense is no setting; there are AllowShell, Client, Commands, Docker, Execution, Fifo, ")]
    [InlineData("""{"Fifo":["/ipc/a"]}""", "Fifo is a list; an object with Concurrency, Mode, Path")]
    [InlineData("""{"Fifo":"/ipc/a"}""", "Fifo is \"/ipc/a\"; an object with Concurrency, Mode, Path")]
    [InlineData("""{"Triggers":{"a":{"Run":"x"}}}""", "Triggers is an object; a list of triggers is wanted")]
    [InlineData("""{"Commands":{"":{"Run":["x"]}}}""", "Commands: is no command name")]
    [InlineData("""{"Commands":{"a\u001b[2Jb":{"Run":["x"]}}}""", "Commands:a\\u001b[2Jb is no command name")]
    public void Policy_WhenItIsWrong_ThenTheKeyAndWhatIsWantedAreSaid(string json, string expected) => Given.Faults(json).ShouldStartWith(expected);

    [Theory]
    [InlineData("""{"Commands":{"a":{"Run":["x"]},"A":{"Allow":{"Users":[1]}}}}""", "Commands:a is there twice")]
    [InlineData("""{"Commands":{"a":{"Run":["x"],"Run":["y"]}}}""", "Commands:a:Run is there twice")]
    [InlineData("""{"Commands:a":{"Run":["x"]},"Commands":{"A":{"Shell":"x"}}}""", "Commands:a is there twice")]
    [InlineData("\"\\ud800\"", "an object is wanted")]
    [InlineData("""{"Log":"\ud800"}""", "Log is half of a surrogate pair")]
    public void File_WhenItSaysTwoThings_ThenNeitherHolds(string json, string expected) =>
        Should.Throw<FormatException>(() => Given.Settings(json)).Message.ShouldStartWith(expected);

    [Fact]
    public void File_WhenItIsNoUtf8_ThenItIsNotGuessed() =>
        Should.Throw<FormatException>(() => SettingsFile.Parse((byte[])[.. "{\"Log\":\""u8, 0xff, .. "\"}"u8], new SettingNode()))
            .Message.ShouldBe("it is not UTF-8");

    [Fact]
    public void File_WhenItBeginsWithAByteOrderMark_ThenItIsRead()
    {
        var root = new SettingNode();
        SettingsFile.Parse("\uFEFF{\"Log\":{\"MaxLines\":7}}"u8.ToArray(), root);
        root.Find("log:maxlines")!.Value.ShouldBe("7");
    }

    [Theory]
    [InlineData("""{"Run":["x"],"Alow":[{"Users":["a","b"],"Groups":["c"]},{"Users":["d"]}]}""", "Commands:x:Alow is no setting; did you mean Commands:x:Allow?")]
    [InlineData("""{"Run":["x"],"Parameter":[{"Name":"a","Values":["b","c"]}]}""", "Commands:x:Parameter is no setting; did you mean Commands:x:Parameters?")]
    public void Faults_OfAMisspeltListOfObjects_ThenThereIsOne(string json, string expected)
    {
        string[] faults = Given.Faults(Given.Command(json)).Split('\n');
        faults.Length.ShouldBe(1);
        faults[0].ShouldStartWith(expected);
    }

    [Fact]
    public void Faults_OfACommand_ThenTheyAreInTheOrderOfTheReference() =>
        Given.Faults(Given.Command("""{"Allow":"a","Docker":"d","Signals":"s","Run":"r"}""")).Split('\n').Select(static line => line.Split(' ')[0])
            .ShouldBe(["Commands:x:Run", "Commands:x:Signals", "Commands:x:Allow", "Commands:x:Docker"]);

    [Fact]
    public void Faults_WhenThereAreMany_ThenFiftyAreSaidAndTheRestCounted()
    {
        string keys = string.Join(',', Enumerable.Range(0, 80_000).Select(i => $"\"k{i}\":1"));
        long start = Stopwatch.GetTimestamp();
        string[] faults = Given.Faults(Given.Command($$"""{"Run":["x"],{{keys}} }""")).Split('\n');
        faults.Length.ShouldBe(51);
        faults[^1].ShouldBe("and 79950 more");
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Commands_WhenThereAreTooMany_ThenItIsSaid() =>
        Given.Faults("{\"Commands\":{" + string.Join(',', Enumerable.Range(0, 4097).Select(i => $"\"k{i}\":{{\"Run\":[\"x\"]}}")) + "}}")
            .ShouldStartWith("Commands has 4097 commands; at most 4096 are wanted");

    [Fact]
    public void Key_WhenItHasTooManyParts_ThenItIsSaid() =>
        Should.Throw<SettingsException>(() => new SettingNode().GetOrAdd(string.Join(':', Enumerable.Repeat("a", 100_000)))).Message.ShouldContain("a key has at most 32 parts");

    [Fact]
    public async Task File_WhenItIsTooLarge_ThenTheServerSaysSoAndExits78()
    {
        using var server = new ServerProcess();
        string file = $"{server.Path}/hostipc.json";
        await File.WriteAllTextAsync(file, $"{{}}{new string(' ', 1024 * 1024)}", Encoding.ASCII, TestContext.Current.CancellationToken);
        server.Environment["HOSTIPC_CONFIG"] = file;
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain($"{file} cannot be read: it has more than 1048576 bytes");
        exitCode.ShouldBe(78);
    }
}
