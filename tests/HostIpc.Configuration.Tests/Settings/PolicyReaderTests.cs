using System.Text.Json;
using HostIpc.Policy;
using HostIpc.Server;

namespace HostIpc.Configuration.Settings;

public sealed class PolicyReaderTests
{
    [Theory]
    [InlineData("""{"Run":["ls","-l",7]}""", """{"Run":["ls","-l","7"]}""")]
    [InlineData("""{"Shell":"date; id"}""", """{"Shell":"date; id"}""")]
    [InlineData("""{"Scripts":"/etc/x.d"}""", """{"Scripts":"/etc/x.d"}""")]
    [InlineData("""{"Run":["ls"],"Description":"Lists"}""", """{"Run":["ls"],"Description":"Lists"}""")]
    [InlineData("""{"Run":["ls"],"As":"www-data:adm"}""", """{"Run":["ls"],"As":"www-data:adm"}""")]
    [InlineData("""{"Run":["ls"],"As":1000}""", """{"Run":["ls"],"As":"1000"}""")]
    [InlineData("""{"Run":["ls"],"Directory":"/srv"}""", """{"Run":["ls"],"Directory":"/srv"}""")]
    [InlineData("""{"Run":["ls"],"Environment":{"LC_ALL":"C","level":2}}""", """{"Run":["ls"],"Environment":{"LC_ALL":"C","level":"2"}}""")]
    [InlineData("""{"Run":["ls"],"PassEnvironment":["TZ","LC_TIME"]}""", """{"Run":["ls"],"PassEnvironment":["TZ","LC_TIME"]}""")]
    [InlineData("""{"Run":["ls"],"Stdin":true}""", """{"Run":["ls"],"Stdin":true}""")]
    [InlineData("""{"Run":["ls"],"Timeout":"00:01:00"}""", """{"Run":["ls"],"Timeout":"00:01:00"}""")]
    [InlineData("""{"Run":["ls"],"Concurrency":2,"Queue":3}""", """{"Run":["ls"],"Concurrency":2,"Queue":3}""")]
    [InlineData("""{"Run":["ls"],"MaxOutput":1099511627776}""", """{"Run":["ls"],"MaxOutput":1099511627776}""")]
    [InlineData("""{"Run":["ls"],"LogOutput":false}""", """{"Run":["ls"],"LogOutput":false}""")]
    [InlineData(
        """{"Run":["ls","{a}","{b}"],"Parameters":[{"Name":"a","Pattern":"[a-z]+","MaxLength":9,"AllowLeadingDash":true},{"Name":"b","Values":["x",1],"Optional":true,"Default":"x"}]}""",
        """{"Run":["ls","{a}","{b}"],"Parameters":[{"Name":"a","Pattern":"[a-z]+","MaxLength":9,"AllowLeadingDash":true},{"Name":"b","Values":["x","1"],"Optional":true,"Default":"x"}]}""")]
    [InlineData(
        """{"Run":["ls"],"Allow":{"Users":[0,"www"],"Groups":["adm"],"Containers":["web*"],"Images":["nginx*"],"Labels":["a=b"],"ImageLabels":["c=d"],"Transports":["unix"],"Addresses":["10.0.0.0/8"]}}""",
        """{"Run":["ls"],"Allow":[{"Users":["0","www"],"Groups":["adm"],"Containers":["web*"],"Images":["nginx*"],"Labels":["a=b"],"ImageLabels":["c=d"],"Transports":["unix"],"Addresses":["10.0.0.0/8"]}]}""")]
    [InlineData("""{"Run":["ls"],"Allow":[{"Users":[1]},{"Users":[2]}]}""", """{"Run":["ls"],"Allow":[{"Users":["1"]},{"Users":["2"]}]}""")]
    [InlineData(
        """{"Run":["a","b","c","d","e","f","g","h","i","j","k","l"]}""",
        """{"Run":["a","b","c","d","e","f","g","h","i","j","k","l"]}""")]
    public void Command_WhenAKeyIsSet_ThenItIsTheOptionOfThatName(string json, string options)
    {
        PolicySettings policy = Given.Settings(Given.Command(json)).Policy;
        CommandOptions command = policy.Commands.ShouldHaveSingleItem();
        command.Name.ShouldBe("x");
        CommandOptions expected = JsonSerializer.Deserialize<CommandOptions>(options)!;
        expected.Name = command.Name;
        JsonSerializer.Serialize(command).ShouldBe(JsonSerializer.Serialize(expected));
    }

    [Fact]
    public void Policy_WhenAllIsSet_ThenItIsRead()
    {
        HostIpcSettings settings = Given.Settings("""{"AllowShell":true,"ShellAllow":[{"Users":["root"]},{"Groups":[4]}],"Policy":{"Mode":"learn"}}""");
        settings.Policy.AllowShell.ShouldBe(true);
        settings.Policy.Mode.ShouldBe(PolicyMode.Learn);
        settings.Policy.ShellAllow.Select(rule => string.Join(',', rule.Users.Concat(rule.Groups))).ShouldBe(["root", "4"]);
        settings.Server.AllowShell.ShouldBe(true);
        settings.Server.PolicyMode.ShouldBe(PolicyMode.Learn);
        settings.Server.ShellAllow.Count.ShouldBe(2);
    }

    [Fact]
    public void Policy_WhenNothingIsSet_ThenItHasItsDefaults()
    {
        HostIpcSettings settings = Given.Settings("{}");
        settings.Policy.AllowShell.ShouldBeNull();
        settings.Policy.Mode.ShouldBe(PolicyMode.Enforce);
        settings.Policy.ShellAllow.ShouldBeEmpty();
        settings.Policy.Commands.ShouldBeEmpty();
    }

    [Fact]
    public void Names_WhenAVariableSpellsOneOtherwise_ThenTheFileIsRight()
    {
        SettingsReader reader = Given.Reader("""{"Commands":{"ReLoad":{"Run":["a"]}}}""");
        reader.Root.GetOrAdd("COMMANDS:RELOAD:RUN:0").Set("b", "HOSTIPC__COMMANDS__RELOAD__RUN__0");
        CommandOptions command = HostIpcSettings.Read(reader).Policy.Commands.ShouldHaveSingleItem();
        command.Name.ShouldBe("ReLoad");
        command.Run.ShouldBe(["b"]);
    }

    [Theory]
    [InlineData("Commands", "Commands is \"b\"; an object of commands by name, ")]
    [InlineData("Commands:x:Run", "Commands:x:Run is \"b\"; a list of texts is wanted")]
    [InlineData("Commands:x:Run:7", "Commands:x:Run:7 is no setting; ")]
    [InlineData("Commands:x:Allow", "Commands:x:Allow is \"b\"; a rule or a list of rules is wanted")]
    [InlineData("Commands:x:Allow:1:Users:0", "Commands:x:Allow:Users is no setting; ")]
    public void Variable_WhenItDoesNotFitTheFile_ThenItIsSaidWhereItWasSet(string key, string expected)
    {
        SettingsReader reader = Given.Reader(Given.Command("""{"Run":["a"],"Allow":{"Users":[0]}}"""));
        reader.Root.GetOrAdd(key).Set("b", "THE_VARIABLE");
        string message = Should.Throw<SettingsException>(() => HostIpcSettings.Read(reader)).Message;
        message.ShouldContain(expected);
        message.ShouldContain("(set in THE_VARIABLE)");
    }

    [Fact]
    public async Task Variables_WhenTheyDefineACommand_ThenItIsThere()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Commands__hello__Run__0"] = "/bin/echo";
        server.Environment["HOSTIPC__Commands__hello__Run__1"] = "hi";
        server.Environment["HOSTIPC__Commands__hello__Allow__0__Users__0"] = "0";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldMatch(@"hello +/bin/echo hi +users 0 ");
        exitCode.ShouldBe(0, output);
    }
}
