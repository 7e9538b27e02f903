using System.Net.Sockets;
using HostIpc.Configuration.Settings;

namespace HostIpc.Configuration.Audit;

public sealed class PolicyAuditTests : IDisposable
{
    private const string Rule = "\"Allow\":{\"Containers\":[\"id:0123456789ab\"]}";
    private const string Tcp = "\"Tcp\":{\"Listen\":\"47201\"}";

    private readonly UnixSocket _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("{}", "the shell is open (there are no Commands): whoever can write to the FIFO and user 0 of every container that has the socket can do whatever root can")]
    [InlineData("""{"UnixSocket":{"Path":""}}""", "the shell is open (there are no Commands): whoever can write to the FIFO can do whatever root can")]
    [InlineData("""{"AllowShell":true,"ShellAllow":{"Transports":["unix"]}}""", "the shell is open (AllowShell is true): whoever reaches the server can do whatever root can")]
    [InlineData("""{"AllowShell":true,"ShellAllow":{"Containers":["id:0123456789ab"]}}""", null)]
    [InlineData("""{"AllowShell":false}""", null)]
    [InlineData("""{"AllowShell":false,"ShellAllow":{"Containers":["id:0123456789ab"]}}""", "ShellAllow has no effect while AllowShell is false")]
    [InlineData("""{"AllowShell":false,"Policy":{"Mode":"learn"}}""", "Policy:Mode is learn: what the policy denies is logged and run all the same")]
    [InlineData("""{"AllowShell":true,"ShellAllow":{"Containers":["id:0123456789ab"]},"UnixSocket":{"Mode":"0666"}}""", null)]
    [InlineData("""{"AllowShell":true,"UnixSocket":{"Mode":"0666"}}""", "every user can connect to the socket (UnixSocket:Mode 0666), and no rule of Allow says who may run the shell", 2)]
    [InlineData("""{"AllowShell":true,"Fifo":{"Mode":"0622"}}""", "every user can write to the FIFO (Fifo:Mode 0622) and so run the shell", 2)]
    [InlineData("""{"UnixSocket":{"Mode":"0602"},"Commands":{"a":{"Run":["/bin/sh"]},"b":{"Run":["/bin/sh"],RULE}}}""", "every user can connect to the socket (UnixSocket:Mode 0602), and no rule of Allow says who may run a")]
    [InlineData("""{"UnixSocket":{"Mode":"0660"},"Fifo":{"Mode":"0620"},"Commands":{"a":{"Run":["/bin/sh"]}}}""", null)]
    [InlineData("""{"Fifo":{"Mode":"0666"},"Commands":{"a":{"Run":["/bin/sh"],"Allow":{"Transports":["fifo"]}},"b":{"Run":["/bin/sh"],RULE}}}""", "every user can write to the FIFO (Fifo:Mode 0666) and so run a")]
    [InlineData("""{"Fifo":{"Mode":"0666"},"Commands":{"b":{"Run":["/bin/sh"],RULE}}}""", null)]
    [InlineData("""{"Fifo":{"Path":""},"UnixSocket":{"Path":""},"AllowShell":true,TCP,"Commands":{"a":{"Run":["/bin/sh"],"Allow":{"Addresses":["127.0.0.1"]}}}}""", null)]
    [InlineData("""{TCP,"Commands":{"a":{"Run":["/bin/sh"],"Allow":{"Addresses":["127.0.0.1"]}}}}""", null)]
    [InlineData("""{TCP,"Commands":{"a":{"Run":["/bin/sh"],RULE}}}""", "Tcp:Listen is set, and no rule of a command's Allow can match who comes over TCP: nothing is run for them")]
    [InlineData("""{TCP,"Commands":{"a":{"Run":["/bin/sh"],"Allow":{"Transports":["tcp","fifo"]}},"b":{"Run":["/bin/sh"]}}}""", "everybody whom Tcp:AllowFrom lets in can run a: a rule names the transport alone")]
    [InlineData("""{"Tcp":{"Listen":["0.0.0.0:47201","47202"],"AllowFrom":"::/0,10.0.0.0/8"},"Commands":{"a":{"Run":["/bin/sh"],"Allow":{"Addresses":["127.0.0.1"]}}}}""", "Tcp:AllowFrom has ::/0: whoever can send packets to 0.0.0.0:47201, 47202 can connect")]
    public void Exposure_WhenItIsFound_ThenItIsSaid(string json, string? expected, int count = 1) => Check(json, expected, count);

    [Theory]
    [InlineData("""{"Containers":["web"]}""", "can never match: it names a container, image or label, and there is no engine to ask (Docker:Socket)")]
    [InlineData("""{"Images":["nginx"]}""", "can never match: it names a container, image or label, and there is no engine to ask (Docker:Socket)")]
    [InlineData("""{"Labels":["a=b"]}""", "can never match: it names a container, image or label, and there is no engine to ask (Docker:Socket)")]
    [InlineData("""{"Containers":["id:0123456789ab"]}""", null)]
    [InlineData("""{"Containers":["id:0123456789ab","web"]}""", "names the container web, and there is no engine to ask (Docker:Socket)")]
    [InlineData("""{"Users":["nobody-of-that-name"]}""", "can never match: the target does not know the user nobody-of-that-name")]
    [InlineData("""{"Users":["nobody-of-that-name",0]}""", "names nobody-of-that-name, unknown on the target")]
    [InlineData("""{"Groups":["none-of-that-name"]}""", "can never match: the target does not know the group none-of-that-name")]
    [InlineData("""{"Users":[0]}""", null)]
    [InlineData("""{"Users":["root"],"Groups":[0],"Transports":["unix"]}""", null)]
    [InlineData("""{"Users":["root",471147],"Groups":["root",471148]}""", "names user 471147, group 471148 and no container, so it matches processes on the host only, where there is no such account: for processes in containers add Containers with their names")]
    [InlineData("""{"Groups":[471148]}""", "names group 471148 and no container, so it matches processes on the host only, where there is no such account: for processes in containers add Containers with their names")]
    [InlineData("""{"Users":[471147],"Containers":["id:0123456789ab"]}""", null)]
    [InlineData("""{"Users":[0],"Containers":["id:0123456789ab"]}""", null)]
    [InlineData("""{"Users":[0],"Containers":["*"]}""", "names users or groups and any container, and root in a container can be any user: add Containers with their names in place of *", 2)]
    [InlineData("""{"Containers":["*"]}""", "has *, which is every one")]
    [InlineData("""{"ImageLabels":["a=b"]}""", "can never match: it names a container, image or label, and there is no engine to ask (Docker:Socket)")]
    [InlineData("""{"Transports":["tcp"]}""", "can never match: it names tcp, which is not served")]
    [InlineData("""{"Transports":["tcp","fifo"]}""", "names tcp, which is not served")]
    [InlineData("""{"Transports":["fifo"]}""", null)]
    [InlineData("""{"Transports":["fifo"],"Users":[0]}""", "can never match: all that it names is not known of any peer of fifo")]
    [InlineData("""{"Addresses":["10.0.0.0/8"]}""", "can never match: all that it names is not known of any peer of fifo, unix")]
    [InlineData("""{"Containers":["id:0123456789ab","**"]}""", "has **, which is every one")]
    public void Rule_WhenItCannotBeMeant_ThenItIsSaid(string rule, string? expected, int count = 1)
    {
        Check(Given.Command($$"""{"Run":["/bin/sh"],"Allow":{{rule}} }"""), expected is null ? null : $"Commands:x:Allow {expected}", count);
        Check($$"""{"AllowShell":true,"ShellAllow":[{"Containers":["id:0123456789ab"]},{{rule}}]}""", expected is null ? null : $"ShellAllow:1 {expected}", count, isExact: false);
    }

    [Theory]
    [InlineData("""{"Addresses":["10.0.0.0/8"]}""", "", null)]
    [InlineData("""{"Addresses":["10.0.0.0/8"],"Users":[0]}""", "", "can never match: all that it names is not known of any peer of fifo, unix, tcp")]
    [InlineData("""{"Containers":["web"],"Addresses":["10.0.0.1"]}""", "", null)]
    [InlineData("""{"Containers":["web"],"Transports":["tcp"]}""", "", null)]
    [InlineData("""{"Containers":["web"],"Transports":["unix"]}""", "", null)]
    [InlineData("""{"Containers":["web"]}""", "", "names containers and no Transports, so it is for them over TCP, too, where another on the same bridge can come between (CAP_NET_RAW): add Transports, or set Tcp:IdentifyContainers to false")]
    [InlineData("""{"Images":["a"],"Labels":["a=b"]}""", "", "names containers and no Transports, so it is for them over TCP, too, where another on the same bridge can come between (CAP_NET_RAW): add Transports, or set Tcp:IdentifyContainers to false")]
    [InlineData("""{"Containers":["web"],"Users":[0]}""", "", null)]
    [InlineData("""{"Containers":["web"]}""", ""","IdentifyContainers":false""", null)]
    [InlineData("""{"Containers":["web"],"Transports":["tcp"]}""", ""","IdentifyContainers":false""", "can never match: all that it names is not known of any peer of tcp")]
    public void Rule_WhereTcpIsServed_IsForThoseWhomItTells(string rule, string more, string? expected)
    {
        string json = $$"""
            {"Tcp":{"Listen":"47201"{{more}} },"Commands":{"x":{"Run":["/bin/sh"],"Allow":{{rule}} },"y":{"Run":["/bin/sh"],"Allow":{"Addresses":["127.0.0.1"]} } } }
            """;
        Find(json, _engine.Path).ShouldBe(expected is null ? [] : [$"Commands:x:Allow {expected}"]);
    }

    [Fact]
    public void Rule_WhenThereIsAnEngineToAsk_ThenContainersAreNoDoubt() =>
        Find(Given.Command("""{"Run":["/bin/sh"],"Allow":{"Containers":["web","id:0123456789ab"],"Images":["nginx*"],"Labels":["a=b"]}}"""), _engine.Path).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"Labels":["a=b"]}""", "names labels alone, and whoever may make containers chooses them: add Containers or Images")]
    [InlineData("""{"Labels":["a=b"],"ImageLabels":["a=b"]}""", "names labels alone, and whoever may make containers chooses them: add Containers or Images")]
    [InlineData("""{"ImageLabels":["a=b"]}""", "names labels of images alone, and whoever builds an image chooses them: add Containers, Images or Labels")]
    [InlineData("""{"Labels":["a=b"],"Images":["a"]}""", null)]
    [InlineData("""{"Labels":["a=b"],"Users":[0]}""", null)]
    public void Rule_OfLabels_SaysWhoseWordTheyAre(string rule, string? expected) =>
        Find(Given.Command($$"""{"Run":["/bin/sh"],"Allow":{{rule}} }"""), _engine.Path).ShouldBe(expected is null ? [] : [$"Commands:x:Allow {expected}"]);

    [Theory]
    [InlineData("", "no rule that names containers, images or labels can match at all (a, ShellAllow): the server has a pid namespace of its own and does not see their processes; start it with --pid=host")]
    [InlineData(""","Tcp":{"Listen":"47201"}""", "no rule that names containers, images or labels can match over the Unix socket (a, ShellAllow): the server has a pid namespace of its own and does not see their processes; start it with --pid=host")]
    public void Rule_WhereTheServerSeesNoOtherProcesses_CannotMatch(string more, string expected)
    {
        SettingsReader reader = Given.Reader($$"""
            {"Docker":{"Socket":"/run/engine.sock"},"AllowShell":true,"ShellAllow":{"Labels":["a=b"]},
             "Commands":{"a":{"Run":["/bin/sh"],"Allow":[{"Containers":["web"]},{"Users":[1],"Containers":["*"]}]},"b":{"Run":["/bin/sh"],"Allow":{"Users":[0]} } }{{more}} }
            """);
        var settings = HostIpcSettings.Read(reader);
        VisibilityAudit.Find(new AuditContext(settings.Policy, settings) { SeesContainers = false }).ShouldBe(
            [expected, "no rule that names users or groups can match processes on the host (b): the server has a pid namespace of its own and does not see their processes; start it with --pid=host"]);
        VisibilityAudit.Find(new AuditContext(settings.Policy, settings) { SeesContainers = true }).ShouldBeEmpty();
    }

    [Fact]
    public void Engine_ThatListensInThisPidNamespace_IsSeen()
    {
        using var engine = new UnixSocket();
        EngineState.SeesContainers(engine.Path).ShouldBeTrue();
        EngineState.SeesContainers("/run/no/such.sock").ShouldBeTrue();
        EngineState.SeesContainers("").ShouldBeTrue();
    }

    [Fact]
    public void Rules_WhenNoneCanMatch_ThenNobodyMay() =>
        Check("""{"Commands":{"x":{"Run":["/bin/sh"],"Allow":[{"Images":["a"]},{"Labels":["a=b"]}]}}}""", "Commands:x:Allow lets nobody: none of its rules can match", 3);

    [Theory]
    [InlineData("""{"Name":"a","Pattern":".*"}""", "(a) takes \"\", \"../../x\", \"; rm -rf /\", \"$(id)\": the Pattern \".*\" may be too wide")]
    [InlineData("""{"Name":"a","Pattern":"[a-z./]+"}""", "(a) takes \"../../x\": the Pattern \"[a-z./]+\" may be too wide")]
    [InlineData("""{"Name":"a","Pattern":"[a-z]*"}""", "(a) takes \"\": the Pattern \"[a-z]*\" may be too wide")]
    [InlineData("""{"Name":"a","Pattern":"x|.+"}""", "(a) takes \"../../x\", \"; rm -rf /\", \"$(id)\": the Pattern \"x|.+\" may be too wide")]
    [InlineData("""{"Name":"a","Pattern":"/srv/.*"}""", "(a) takes \"/srv/../etc/shadow\", which leads out of the directory that the Pattern \"/srv/.*\" begins with: write [A-Za-z0-9_-]+ for a name in place of .* or [a-z./]*")]
    [InlineData("""{"Name":"a","Pattern":"^/srv/www/[a-z./]+$"}""", "(a) takes \"/srv/www/../../etc/shadow\", which leads out of the directory that the Pattern \"^/srv/www/[a-z./]+$\" begins with: write [A-Za-z0-9_-]+ for a name in place of .* or [a-z./]*")]
    [InlineData("""{"Name":"a","Pattern":"data/\\S+"}""", "(a) takes \"data/../etc/shadow\", which leads out of the directory that the Pattern \"data/\\S+\" begins with: write [A-Za-z0-9_-]+ for a name in place of .* or [a-z./]*")]
    [InlineData("""{"Name":"a","Pattern":"/srv/[a-z.]+"}""", "(a) takes \"/srv/..\", which leads out of the directory that the Pattern \"/srv/[a-z.]+\" begins with: write [A-Za-z0-9_-]+ for a name in place of .* or [a-z./]*")]
    [InlineData("""{"Name":"a","Pattern":"/srv/[a-z]+(/[a-z]+)*"}""", null)]
    [InlineData("""{"Name":"a","Pattern":"/srv/[a-z]+\\.log"}""", null)]
    [InlineData("""{"Name":"a","Pattern":"[a-z]+"}""", null)]
    [InlineData("""{"Name":"a","Values":["; rm -rf /"]}""", null)]
    [InlineData("""{"Name":"a","Values":["x","-h"]}""", "(a) has the value \"-h\", which is refused because it begins with a hyphen: set AllowLeadingDash")]
    [InlineData("""{"Name":"a","Values":["-h"],"AllowLeadingDash":true}""", null)]
    [InlineData("""{"Name":"a"}""", "(a) has neither Pattern nor Values: it takes any text")]
    [InlineData("""{"Name":"a","Pattern":"[a-z-]+","AllowLeadingDash":true}""", "(a) has AllowLeadingDash and takes \"-x\", \"--option\", \"-\": a request can give the program options")]
    [InlineData("""{"Name":"a","Pattern":"-?[0-9]+","AllowLeadingDash":true}""", null)]
    [InlineData("""{"Name":"a","AllowLeadingDash":true}""", "(a) has AllowLeadingDash and takes \"-x\", \"--option\": a request can give the program options", 2)]
    public void Parameter_WhenItTakesTooMuch_ThenItIsSaid(string parameter, string? expected, int count = 1) => Check(
        $$"""{"Commands":{"x":{"Run":["/bin/true","{a}"],"Parameters":[{{parameter}}],RULE} } }""", expected is null ? null : $"Commands:x:Parameters:0 {expected}", count);

    [Theory]
    [InlineData("TZ", null)]
    [InlineData("LC_ALL", null)]
    [InlineData("PYTHONPATH", "PYTHONPATH: a request can have the program run other code by it")]
    [InlineData("PYTHONSTARTUP", "PYTHONSTARTUP: a ")]
    [InlineData("PERL5OPT", "PERL5OPT: a ")]
    [InlineData("NODE_OPTIONS", "NODE_OPTIONS: a ")]
    [InlineData("GIT_SSH_COMMAND", "GIT_SSH_COMMAND: a ")]
    [InlineData("OPENSSL_CONF", "OPENSSL_CONF: a ")]
    [InlineData("JAVA_TOOL_OPTIONS", "JAVA_TOOL_OPTIONS: a ")]
    [InlineData("DOTNET_STARTUP_HOOKS", "DOTNET_STARTUP_HOOKS: a ")]
    [InlineData("HOME", "HOME: a ")]
    [InlineData("PAGER", "PAGER: a ")]
    [InlineData("EDITOR", "EDITOR: a ")]
    public void PassEnvironment_WhenAVariableRunsCode_ThenItIsSaid(string name, string? expected)
    {
        IReadOnlyList<string> warnings = Find(Given.Command($$"""{"Run":["/bin/sh"],"PassEnvironment":["{{name}}"],RULE}"""));
        warnings.Count.ShouldBe(expected is null ? 0 : 1, string.Join('\n', warnings));
        if (expected is not null)
        {
            warnings[0].ShouldStartWith($"Commands:x:PassEnvironment has {expected}");
        }
    }

    [Theory]
    [InlineData("""{"Run":["/bin/sh","-c","echo {a}"],"Parameters":[{"Name":"a","Values":["1"]}]}""", "Commands:x:Run puts a parameter into what a shell or interpreter reads: use Shell, or let the line read \"$1\"")]
    [InlineData("""{"Run":["/bin/sh","-c","echo $1","-","{a}"],"Parameters":[{"Name":"a","Values":["1"]}]}""", null)]
    [InlineData("""{"Run":["{a}"],"Parameters":[{"Name":"a","Values":["/bin/true"]}]}""", "Commands:x:Run lets the request choose the program")]
    [InlineData("""{"Run":["/bin/no-such-program"]}""", "/bin/no-such-program: /usr/bin/no-such-program does not exist (command x)")]
    [InlineData("""{"Run":["no-such-program"]}""", "the program no-such-program is not on the target's PATH (command x)")]
    [InlineData("""{"Run":["/etc/passwd"]}""", "/etc/passwd: it is not executable (command x)")]
    [InlineData("""{"Run":["/etc"]}""", "/etc: it is a directory; a regular file is wanted (command x)")]
    [InlineData("""{"Run":["sh"]}""", null)]
    public void Command_WhenWhatItRunsIsOdd_ThenItIsSaid(string command, string? expected) => Check(Given.Command(command), expected, 1);

    [RootTheory]
    [InlineData("""{"Run":["/bin/sh"],"As":"nobody-of-that-name"}""", "Commands:x:As: the command runs as user nobody-of-that-name, who is not in the target's /etc/passwd")]
    [InlineData("""{"Run":["/bin/sh"],"As":"0:none-of-that-name"}""", "Commands:x:As: the command runs as group none-of-that-name, which is not in the target's /etc/group")]
    [InlineData("""{"Run":["/bin/sh"],"As":"root:root"}""", null)]
    public void Command_WhenItsUserIsOdd_ThenItIsSaid(string command, string? expected) => Check(Given.Command(command), expected, 1);

    [Theory]
    [InlineData("""{"Docker":{"Action":"restart","Container":"{n}"},"Parameters":[{"Name":"n"}],RULE}""", "Commands:x may restart any container: {n} is the whole of Docker:Container and has neither Pattern nor Values", 2)]
    [InlineData("""{"Docker":{"Action":"exec","Container":"{n}","Command":["id"]},"Parameters":[{"Name":"n"}],RULE}""", "Commands:x may execute programs in any container: {n} is the whole of Docker:Container and has neither Pattern nor Values", 2)]
    [InlineData("""{"Docker":{"Action":"logs","Container":"{n}"},"Parameters":[{"Name":"n"}],RULE}""", "Commands:x may read the logs of any container: {n} is the whole of Docker:Container and has neither Pattern nor Values", 2)]
    [InlineData("""{"Docker":{"Action":"restart","Container":"{n}"},"Parameters":[{"Name":"n","Pattern":"web-[0-9]+"}],RULE}""", null, 0)]
    [InlineData("""{"Docker":{"Action":"restart","Container":"web"},RULE}""", null, 0)]
    [InlineData("""{"Docker":{"Action":"exec","Container":"web","Command":["sh","-c","echo {n}"]},"Parameters":[{"Name":"n","Values":["1"]}],RULE}""", "Commands:x:Docker:Command puts a parameter into what a shell or interpreter reads: use Shell, or let the line read \"$1\"", 1)]
    public void DockerCommand_WhenItReachesTooMuch_ThenItIsSaid(string command, string? expected, int count)
    {
        using var engine = new UnixSocket();
        IReadOnlyList<string> warnings = Find(Given.Command(command), engine.Path);
        if (expected is not null)
        {
            warnings.ShouldContain(expected);
        }

        warnings.Count.ShouldBe(count, string.Join('\n', warnings));
    }

    [Fact]
    public void DockerCommand_WhenThereIsNoEngine_ThenItIsSaidOnce()
    {
        string command = """{"Docker":{"Action":"restart","Container":"web"},RULE}""";
        Find($$"""{"Commands":{"a":{{command}},"b":{{command}} },"Triggers":[{"On":{"Action":"die"},"Run":"a"}]}""", "/run/no/such.sock")
            .ShouldBe(["there is no engine at /run/no/such.sock (Docker:Socket), which commands a, b and Triggers ask"]);
    }

    [Fact]
    public void Rule_WhenTheEngineThatItNeedsCannotBeAsked_ThenThatAndTheReasonAreSaid()
    {
        using var engine = new UnixSocket(answers: false);
        Find("""{"Commands":{"a":{"Run":["/bin/true"],"Allow":{"Containers":["web"]}},"b":{"Run":["/bin/true"],"Allow":{"Containers":["id:0123456789ab"]}}}}""", engine.Path)
            .ShouldContain(warning => warning.StartsWith($"the engine at {engine.Path} (Docker:Socket) cannot be asked, which rules of a need: unix://{engine.Path}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Trigger_WhenAnotherPolicyHasNotItsCommand_ThenItIsSaid()
    {
        using var engine = new UnixSocket();
        HostIpcSettings started = Given.Settings($$"""{"Docker":{"Socket":"{{engine.Path}}"},"Commands":{"a":{"Run":["/bin/sh"],{{Rule}} } },"Triggers":[{"On":{"Action":"die"},"Run":"a"}]}""");
        PolicyAudit.Find(Given.Settings($$"""{"Commands":{"b":{"Run":["/bin/sh"],{{Rule}} } } }""").Policy, started).ShouldBe(["Triggers:0:Run is \"a\", and there is no such command; one of b is wanted"]);
    }

    [Fact]
    public void Warnings_WhenThereAreMany_ThenAHundredAreSaidAndTheRestCounted()
    {
        string commands = string.Join(',', Enumerable.Range(0, 150).Select(i => $"\"c{i}\":{{\"Run\":[\"/bin/sh\"],\"As\":\"nobody-of-that-name\"}}"));
        IReadOnlyList<string> warnings = Find($"{{\"Commands\":{{{commands}}}}}");
        warnings.Count.ShouldBe(101);
        warnings[^1].ShouldBe("and 50 more");
    }

    private sealed class UnixSocket : IDisposable
    {
        private readonly DirectoryInfo _directory = TemporaryDirectories.Create("hostipc-audit-");
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        /// <param name="answers">Whether somebody answers there as an engine does.</param>
        public UnixSocket(bool answers = true)
        {
            _socket.Bind(new UnixDomainSocketEndPoint(Path));
            if (answers)
            {
                _socket.Listen();
                _ = AnswerAsync();
            }
        }

        public string Path => $"{_directory.FullName}/docker.sock";

        public void Dispose()
        {
            _socket.Dispose();
            _directory.Delete(recursive: true);
        }

        private async Task AnswerAsync()
        {
            const string version = """{"Version":"1","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64","KernelVersion":"6"}""";
            try
            {
                while (true)
                {
                    using Socket client = await _socket.AcceptAsync();
                    if (await client.ReceiveAsync(new byte[4096]) == 0)
                    {
                        // It only looked who listens.
                        continue;
                    }

                    await client.SendAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: {version.Length}\r\n\r\n{version}"));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    private static void Check(string json, string? expected, int count, bool isExact = true)
    {
        // The server's user is whoever runs the tests.
        expected = Environment.IsPrivilegedProcess ? expected : expected?.Replace("whatever root can", $"whatever user {Interop.Libc.GetEUid()} can", StringComparison.Ordinal);
        IReadOnlyList<string> warnings = Find(json);
        if (expected is not null)
        {
            warnings.ShouldContain(expected);
        }

        if (isExact)
        {
            warnings.Count.ShouldBe(expected is null ? 0 : count, string.Join('\n', warnings));
        }
    }

    private static IReadOnlyList<string> Find(string json, string engine = "")
    {
        SettingsReader reader = Given.Reader(json.Replace("RULE", Rule, StringComparison.Ordinal).Replace("TCP", Tcp, StringComparison.Ordinal));
        reader.Root.GetOrAdd("Docker:Socket").Set(engine, "the test");
        var settings = HostIpcSettings.Read(reader);
        return PolicyAudit.Find(settings.Policy, settings);
    }
}
