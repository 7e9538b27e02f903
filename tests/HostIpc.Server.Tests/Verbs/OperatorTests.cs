namespace HostIpc.Server.Verbs;

public sealed class OperatorTests
{
    private const string Until = "wait_for() { for i in $(seq 200); do eval \"$1\" && return; sleep 0.05; done; echo 'never: '\"$1\"; }; ";

    [Fact]
    public async Task Kill_WhenALineHoldsTheFifo_ThenItIsListedAndEndedAndTheNextOneRuns()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            Until + "$SERVER >/dev/null 2>&1 & P=$!; wait_for '[ -S ${NAMED_PIPE%/*}/hostipc.sock ]'; "
            + "echo 'sleep 1000' > $NAMED_PIPE; echo 'echo next' > $NAMED_PIPE; echo 'echo last' > $NAMED_PIPE; wait_for 'grep -q \"3 . .fifo. echo last\" $LOG'; "
            + "$SERVER ps; $SERVER ps --json; $SERVER kill 2; echo waiting $?; $SERVER kill 1; echo running $?; wait_for 'grep -q \"> last\" $LOG'; "
            + "$SERVER kill 99; echo unknown $?; $SERVER kill x; echo wrong $?; wait_for '[ \"$($SERVER ps --json)\" = \"[]\" ]'; kill $P; wait $P");
        output.ShouldMatch(@"ID +STATE +FOR +PEER +COMMAND\n1 +running +00:00:\d\d +fifo +sleep 1000\n2 +waiting +00:00:\d\d +fifo +echo next\n3 +waiting ");
        output.ShouldMatch(@"\[\{""id"":1,""state"":""running"",""peer"":""fifo"",""command"":""sleep 1000"",""elapsedMs"":\d+\},\{""id"":2,");
        output.ShouldContain("waiting 0\nrunning 0\nunknown 1\nwrong 2\n");
        output.ShouldContain("hostipcd: not-found: no request with the id 99 runs or waits");
        output.ShouldNotContain("never: ");
        server.Log.ShouldMatch(@" 1 x \[unix uid=\d+ gid=\d+ pid=\d+\] is ended by hostipcd kill\n");
        server.Log.ShouldContain(" 1 = signal 15 in ");
        server.Log.ShouldContain(" 2 x [fifo] failed: it was ended by hostipcd kill before it could be run\n");
        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("env --ignore-signal=CHLD --ignore-signal=TERM")]
    [InlineData("env --block-signal=CHLD --block-signal=TERM --block-signal=HUP")]
    public async Task Serve_WhenSignalsAreBlockedOrIgnoredAtItsStart_ThenResultsAreSeenAndItStops(string start)
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            Until + $"{start} $SERVER >/dev/null 2>&1 & P=$!; wait_for '[ -S ${{NAMED_PIPE%/*}}/hostipc.sock ]'; echo 'exit 3' > $NAMED_PIPE; echo 'kill $$' > $NAMED_PIPE; "
            + "wait_for 'grep -qs \" 2 [=x] \" $LOG'; kill $P; wait_for '! kill -0 $P 2>/dev/null'; kill -9 $P 2>/dev/null; wait $P");
        server.Log.ShouldContain(" 1 = exit 3 in ");
        server.Log.ShouldContain(" 2 = signal 15 in ");
        output.ShouldBe("");
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Serve_WhenALimitOrASignalOfHabitMeetsIt_ThenItServesOn()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            Until + "$SERVER >/dev/null 2>$LOG.e & P=$!; wait_for '[ -S ${NAMED_PIPE%/*}/hostipc.sock ]'; kill -USR1 $P; kill -USR2 $P; prlimit --pid $P --fsize=4096:; "
            + "echo 'seq 5000' > $NAMED_PIPE; wait_for 'grep -qs \"cannot be written: File too large\" $LOG.e'; prlimit --pid $P --fsize=unlimited:; "
            + "echo 'echo on' > $NAMED_PIPE; wait_for 'grep -qs \"> on\" $LOG'; kill $P; wait $P");
        output.ShouldBe("");
        server.Log.ShouldContain("could not be written here (File too large)");
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Start_WhenItsStandardStreamsAreClosed_ThenItServesAllTheSame()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            Until + "$SERVER <&- >&- 2>&- & P=$!; wait_for '[ -S ${NAMED_PIPE%/*}/hostipc.sock ]'; echo 'echo on' > $NAMED_PIPE; wait_for 'grep -qs \"> on\" $LOG'; $SERVER check <&- >&- 2>&-; echo check $?; kill $P; wait $P");
        output.ShouldBe("check 0\n");
        exitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("ps")]
    [InlineData("kill 1")]
    public async Task Ask_WhenThereIsNoServer_ThenItSaysWhatIsThereInItsPlace(string verb)
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync($"$SERVER {verb}; HOSTIPC__UnixSocket__Path=/etc/passwd $SERVER {verb}; export HOSTIPC__UnixSocket__Path=; exec $SERVER {verb}");
        output.ShouldBe(
            $"hostipcd: unix:{server.Path}/hostipc.sock: there is no such file\nhostipcd: unix:/etc/passwd: it is a regular file, not a socket\n"
            + "hostipcd: UnixSocket:Path is empty; the server is asked over its Unix socket\n");
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Start_WhenAnotherServerServesTheFifo_ThenItsLogIsNotTouched()
    {
        using var server = new ServerProcess();
        (_, string output) = await server.RunAsync(
            Until + "$SERVER >/dev/null 2>&1 & P=$!; wait_for '[ -S ${NAMED_PIPE%/*}/hostipc.sock ]'; for i in $(seq 200); do echo \"echo $i\"; done > $NAMED_PIPE; "
            + "wait_for 'grep -q \"> 200\" $LOG && [ $(grep -c \" = exit\" $LOG) = 200 ]'; BEFORE=$(stat -c '%i %s %y' $LOG); MAX_LOG_LINES=10 $SERVER; echo exit $?; "
            + "[ \"$BEFORE\" = \"$(stat -c '%i %s %y' $LOG)\" ] && echo untouched; kill $P; wait $P");
        output.ShouldContain("another server already serves ");
        output.ShouldContain("exit 78\n");
        output.ShouldContain("untouched\n");
    }

    [Fact]
    public async Task Start_WhenTheServerBeforeWasKilled_ThenEveryLineThatWasWrittenHasItsTrace()
    {
        using var server = new ServerProcess();
        await server.RunAsync(
            Until + "$SERVER >/dev/null 2>&1 & P=$!; wait_for '[ -S ${NAMED_PIPE%/*}/hostipc.sock ]'; echo \"echo \\$\\$ > $LOG.pid; exec sleep 1000\" > $NAMED_PIPE; "
            + "for i in $(seq 300); do echo \": line $i\" > $NAMED_PIPE; done; wait_for 'grep -q \": line 300\" $LOG'; kill -9 $P; "
            + "$SERVER >/dev/null 2>&1 & P=$!; wait_for 'grep -q \"no end\" $LOG'; kill $P; wait $P; kill $(cat $LOG.pid)");
        server.Log.ShouldContain(" which have no end here: 1-301\n");
        server.Log.Split('\n').Count(line => line.Contains("] : line ", StringComparison.Ordinal)).ShouldBe(300);
    }
}
