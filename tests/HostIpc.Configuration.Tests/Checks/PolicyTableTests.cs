using HostIpc.Configuration.Settings;
namespace HostIpc.Configuration.Checks;

public sealed class PolicyTableTests
{
    [Fact]
    public void Table_WhenThereAreCommands_ThenEachHasItsRow() => Render(
        """
        {
          "Commands": {
            "reload": { "Run": ["systemctl", "reload", "site@{site}", "a b"], "Parameters": [{ "Name": "site", "Values": ["a"] }], "As": "www-data",
                        "Allow": [{ "Containers": ["web"], "Images": ["nginx*", "caddy"] }, { "Users": [0] }], "Timeout": "00:00:30", "Concurrency": 1, "Queue": 4, "MaxOutput": 1000, "Stdin": true },
            "df": { "Run": ["df"] }
          }
        }
        """).ShouldBe(
        """
        COMMAND  RUNS                                WHO MAY                              AS        LIMITS
        reload   systemctl reload site@{site} 'a b'  containers web, images nginx*|caddy  www-data  timeout 00:00:30, 1 at a time, 4 wait, 1000 bytes of output, reads input
                                                     or users 0 on the host
        df       df                                  user 0 or the FIFO (no Allow)        -         -
        (shell)  any line, any program               nobody (AllowShell is false)         -         -
        """);

    [Theory]
    [InlineData("""{"Action":"restart","Container":"{name}"}""", "docker restart {name}")]
    [InlineData("""{"Action":"kill","Signal":"HUP","Container":"{name}"}""", "docker kill --signal HUP {name}")]
    [InlineData("""{"Action":"exec","User":"www","Container":"{name}","Command":["nginx","-s","reload"]}""", "docker exec --user www {name} nginx -s reload")]
    [InlineData("""{"Action":"logs","Follow":true,"Container":"{name}"}""", "docker logs --follow {name}")]
    public void Row_WhenTheEngineCarriesItOut_ThenItSaysWhatThatDoes(string docker, string expected) =>
        Render(Given.Command($$"""{"Docker":{{docker}},"Parameters":[{"Name":"name","Pattern":"a"}]}""")).Split('\n')[1].ShouldMatch($"\\Ax +{System.Text.RegularExpressions.Regex.Escape(expected)}  ");

    [Fact]
    public void Triggers_WhenThereAreSome_ThenEachHasItsRow() => string.Join('\n', PolicyTable.RenderTriggers(Given.Settings(
        """
        {
          "Commands": { "revive": { "Docker": { "Action": "start", "Container": "{name}" }, "Parameters": [{ "Name": "name", "Pattern": "a" }] }, "tell": { "Run": ["x"] } },
          "Triggers": [
            { "On": { "Type": "container", "Action": ["die", "oom"], "Container": "web-*", "Label": "keep" }, "Run": "revive", "With": { "name": "{Actor.Attributes.name}" } },
            { "On": { "Image": "\u001b[2J" }, "Run": "tell", "MaxRuns": 1, "Per": "01:00:00", "Queue": 0 }
          ]
        }
        """).Triggers)).ShouldBe(
        """
        ON                                                 RUNS                                 LIMITS
        container, die|oom, containers web-*, labels keep  revive name={Actor.Attributes.name}  10 for each in 00:01:00, 16 wait
        images \u001b[2J                                   tell                                 1 for each in 01:00:00, 0 wait
        """);

    [Theory]
    [InlineData("""{"AllowShell":true}""", "user 0 or the FIFO (no Allow)")]
    [InlineData("""{"AllowShell":true,"ShellAllow":[{"Groups":["adm"]},{"Labels":["a=b"]}]}""", "groups adm on the host")]
    [InlineData("""{"AllowShell":true,"ShellAllow":{"Users":[1],"Containers":["*"]}}""", "users 1 on the host or in any container")]
    [InlineData("""{"AllowShell":true,"ShellAllow":{"Users":[1],"Containers":["web"],"ImageLabels":["a=b"]}}""", "users 1, containers web, image labels a=b")]
    [InlineData("{}", "user 0 or the FIFO (no Allow)")]
    [InlineData("""{"AllowShell":false,"ShellAllow":{"Users":[1]}}""", "nobody (AllowShell is false)")]
    public void Shell_WhenItIsOpenOrClosed_ThenItsRowSaysSo(string json, string expected) => Render(json).Split('\n')[1].ShouldStartWith($"(shell)  any line, any program  {expected}");

    [Fact]
    public void Table_WhenAValueIsLongOrWild_ThenItIsCutAndEscaped()
    {
        string table = Render("""{"Commands":{"x":{"Run":["/bin/sh","-c","\u001b[2J\n\u202e\r\u2028"],"Allow":{"Users":["LONG"]},"As":"LONG"}}}""".Replace("LONG", new string('w', 5000), StringComparison.Ordinal));
        table.Split('\n').Length.ShouldBe(3);
        table.ShouldContain(@"/bin/sh -c '\u001b[2J\u000a\u202e\u000d\u2028'");
        table.Split('\n').ShouldAllBe(line => line.Length < 250);
        table.ShouldNotContain('\e');
        table.ShouldNotContain('\u202e');
    }

    private static string Render(string json) => string.Join('\n', PolicyTable.RenderCommands(Given.Settings(json).Policy));
}
