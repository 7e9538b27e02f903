namespace HostIpc.Server.Verbs;

public sealed class CheckTests
{
    [Fact]
    public async Task Check_WhenAWriterWaitsForTheServer_ThenItsLineIsNotLost()
    {
        using var server = new ServerProcess();
        (_, string output) = await server.RunAsync(
            "mkfifo $NAMED_PIPE; echo 'echo precious' > $NAMED_PIPE & sleep 0.3; $SERVER check; $SERVER 2>/dev/null & SERVING=$!; "
            + "for i in $(seq 100); do grep -q exit $LOG && break; sleep 0.05; done; kill $SERVING; wait $SERVING");
        output.ShouldContain("it will be kept");
        server.Log.ShouldContain("> precious");
    }

    [Fact]
    public async Task Check_WhenAServerServes_ThenItSaysSo()
    {
        using var server = new ServerProcess();
        (_, string output) = await server.RunAsync(
            "$SERVER >/dev/null 2>&1 & until [ -s $LOG ]; do [ -p $NAMED_PIPE ] && echo true > $NAMED_PIPE; sleep 0.05; done; "
            + "$SERVER check; kill $!; wait $!");
        output.ShouldContain("channel is served by a running server");
        output.ShouldContain("hostipc.sock is served by a running server");
    }

    [Fact]
    public async Task Check_WhenSomethingElseIsAtTheSocketsPath_ThenItSaysWhatAndExits78()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync("ln -s /etc/passwd ${NAMED_PIPE%/*}/hostipc.sock; exec $SERVER check");
        output.ShouldContain("hostipc.sock is a symbolic link: there has to be a socket that nobody serves, or nothing");
        exitCode.ShouldBe(78);
    }

    [Fact]
    public async Task Check_WhenThePolicyIsDangerous_ThenItShowsAndWarnsAndExitsWithZero()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Policy__Mode"] = "learn";
        server.Environment["HOSTIPC__Commands__hello__Run__0"] = "/bin/echo";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldMatch("\ncommands: 1\nshell: closed: only commands are run\nCOMMAND  RUNS +WHO MAY +AS +LIMITS\nhello +/bin/echo +user 0 or the FIFO \\(no Allow\\) +- +-\n");
        output.ShouldContain("\nwarning: Policy:Mode is learn: what the policy denies is logged and run all the same\n");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Check_WhenThereAreTriggers_ThenItShowsThem()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Commands__hello__Run__0"] = "/bin/echo";
        server.Environment["HOSTIPC__Triggers__0__On__Action"] = "die";
        server.Environment["HOSTIPC__Triggers__0__Run"] = "hello";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldMatch("\ntriggers: 1\nON +RUNS +LIMITS\ndie +hello +10 for each in 00:01:00, 16 wait\n");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Check_WhereTcpIsListenedFor_ThenItSaysWhatIsThereAndWhoMayCome()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var server = new ServerProcess();
        server.Environment["NAMED_PIPE"] = "";
        server.Environment["HOSTIPC__UnixSocket__Path"] = "";
        server.Environment["HOSTIPC__Tcp__Listen"] = $"{taken.LocalEndpoint}, [::1]:47391, bridge:47391";
        server.Environment["HOSTIPC__Tcp__AllowFrom"] = "10.1.2.3/8";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        string bridge = HostIpc.Network.BridgeNetwork.Find() is { } found ? $"{found.Address}:47391 is free" : "bridge:47391 waits for Docker's default bridge";
        output.ShouldContain($"\ntcp: {taken.LocalEndpoint} is listened on, by a running server or by somebody else; [::1]:47391 is free; {bridge}; from 10.1.2.3/8\n");
        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("check", "tcp: error: ")]
    [InlineData("", "hostipcd: ")]
    public async Task Tcp_WhereSomebodyElseListens_ThenCheckAndServingSayTheSame(string verb, string start)
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Tcp__Listen"] = $"{taken.LocalEndpoint}";
        (int exitCode, string output) = await server.RunAsync($"exec $SERVER {verb}");
        output.ShouldContain($"{start}{taken.LocalEndpoint} (Tcp:Listen) cannot be listened on: somebody listens there already");
        exitCode.ShouldBe(78, output);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("")]
    public async Task Paths_WhenTwoAreTheSame_ThenItIsSaid(string verb)
    {
        using var server = new ServerProcess();
        server.Environment["LOG"] = server.Fifo;
        server.Environment["HOSTIPC__UnixSocket__Path"] = $"{server.Path}/./channel";
        (int exitCode, string output) = await server.RunAsync($"exec $SERVER {verb}");
        output.ShouldContain($"UnixSocket:Path is \"{server.Path}/./channel\", which is Fifo:Path too; another path is wanted");
        output.ShouldContain($"Log:Path is \"{server.Fifo}\", which is Fifo:Path too; another path is wanted");
        exitCode.ShouldBe(78, output);
        File.Exists(server.Fifo).ShouldBeFalse();
    }

    [Theory]
    [InlineData("check")]
    [InlineData("")]
    public async Task Paths_WhenOneIsTheClientPrograms_ThenItIsSaid(string verb)
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync($"NAMED_PIPE={server.Path}/hostipc LOG= exec $SERVER {verb}");
        output.ShouldContain($"Fifo:Path is \"{server.Path}/hostipc\", which is the path of the client program (Client:Install) too; another path is wanted");
        exitCode.ShouldBe(78, output);
    }

    [Fact]
    public async Task Check_WhereAnAddressIsNotThereYet_ThenItSaysThatItIsWaitedFor()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Tcp__Listen"] = "192.0.2.1:47391";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain("\ntcp: 192.0.2.1:47391 is no address of this machine yet, and is waited for; from ");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Check_WhenATriggerIsForAnEventThatNoEngineHas_ThenItSaysWhichMayBeMeant()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Commands__hello__Run__0"] = "/bin/echo";
        server.Environment["HOSTIPC__Triggers__0__On__Action"] = "died";
        server.Environment["HOSTIPC__Triggers__0__Run"] = "hello";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain("\nwarning: Triggers:0:On:Action has \"died\", which is no event that Docker has; did you mean \"die\"?\n");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Start_WhenThePolicyIsDangerous_ThenItWarns()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Policy__Mode"] = "learn";
        (_, string output) = await server.RunAsync("$SERVER 2>$LOG.errors & until grep -q warning $LOG.errors 2>/dev/null; do sleep 0.05; done; kill $!; wait $!; cat $LOG.errors");
        output.ShouldContain("hostipcd: warning: Policy:Mode is learn: what the policy denies is logged and run all the same\n");
    }
}
