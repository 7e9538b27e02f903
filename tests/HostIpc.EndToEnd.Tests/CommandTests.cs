using System.Globalization;
using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>However a command ends, the log says so, and the next line runs.</summary>
public sealed class CommandTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Theory]
    [InlineData("true", @"\Aexit 0 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z")]
    [InlineData("false", @"\Aexit 1 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z")]
    [InlineData("exit 3", @"\Aexit 3 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z")]
    [InlineData("if then (", @"\Aexit 2 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z")]
    [InlineData("kill -9 $$", @"\Asignal 9 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z")]
    [InlineData("no-such-program-anywhere", @"\Aexit 127 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z")]
    public async Task Command_WhenItEnds_ThenTheLogSaysHowAndTheNextLineRuns(string line, string end)
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        await scenario.WriteAsync(line, "echo next");

        LoggedCommand command = await scenario.WaitForEndAsync(line);

        command.End!.ShouldMatch(end);
        command.Output.ShouldBeEmpty();
        command.Error.Count.ShouldBe(Regex.IsMatch(line, "if|no-such") ? 1 : 0, command.ToString());
        await ExpectNextAsync(scenario);
    }

    [Fact]
    public async Task Command_WhenItWrites100Megabytes_ThenItEndsAndTheLogKeepsTheEnd()
    {
        const int bound = 1000;
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { MaxLogLines = bound });
        const string line = "yes $(printf %0999d 7) | head -n 100000; echo the end";
        await scenario.WriteAsync(line, "echo next");

        // What was asked for has long left the log when the answer ends, and so has the line behind it, which was logged when it was read.
        string log = await Eventually.Finds(scenario.ReadLogAsync, log => log.Contains(" > next\n", StringComparison.Ordinal), seconds: 120);

        IReadOnlyList<LogRecord> records = LogRecord.ParseAll(log);
        records.Count.ShouldBeLessThanOrEqualTo(bound * 11 / 10);
        LogRecord last = records.Single(record => record is { Mark: '>', Text: "the end" });
        records.Single(record => record.Mark == '=' && record.Id == last.Id).Text.ShouldMatch(@"\Aexit 0 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z");
        records.Where(record => record.Mark == '>' && record.Id == last.Id && record != last).ShouldAllBe(record => record.Text.Length == 999);
        await Eventually.Finds(
            scenario.ReadLogAsync,
            log => LogRecord.ParseAll(log) is [.., { Mark: '>', Text: "next" }, { Mark: '=' } end] && end.Text.StartsWith("exit 0 in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_WhenItClosesItsOutputAndSleeps_ThenItIsWaitedFor()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        const string line = "echo before; exec >&- 2>&-; sleep 2; exit 4";
        await scenario.WriteAsync(line, "echo next");

        LoggedCommand command = await scenario.WaitForEndAsync(line);

        command.Output.ShouldBe(["before"]);
        Milliseconds(command, "exit 4").ShouldBeGreaterThanOrEqualTo(1990);
        await ExpectNextAsync(scenario);
    }

    [Fact]
    public async Task Command_WhenAGrandchildIsLeftInTheBackground_ThenItIsNotWaitedFor()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        const string line = "sleep 54321 & echo started";
        await scenario.WriteAsync(line, "echo next");

        LoggedCommand command = await scenario.WaitForEndAsync(line);

        command.Output.ShouldBe(["started"]);
        Milliseconds(command, "exit 0").ShouldBeLessThan(5000);
        await ExpectNextAsync(scenario);
        (await scenario.HostProcessesAsync()).ShouldHaveSingleItem().ShouldContain("sleep 54321");
    }

    [Fact]
    public async Task Environment_WhenACommandLooks_ThenNothingOfTheServersIsInIt()
    {
        var options = new ServerOptions { Environment = ["HOSTIPC__Limits__MaxConnections=99", "PASSWORD=secret", "LD_PRELOAD=/secret"] };
        await using Scenario scenario = await Scenario.StartAsync(Engine, options);

        LoggedCommand command = await scenario.RunAsync("/bin/env");

        command.Output.Where(variable => !Regex.IsMatch(variable, "^(PWD|SHLVL|OLDPWD|_)=")).Order(StringComparer.Ordinal).ShouldBe(
        [
            $"HOME=/root",
            "HOSTIPC_ID=1",
            "HOSTIPC_PEER=fifo",
            "HOSTIPC_TRANSPORT=fifo",
            "LANG=C.UTF-8",
            "LOGNAME=root",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "SHELL=/bin/sh",
            "USER=root",
        ]);
    }

    private static async Task ExpectNextAsync(Scenario scenario)
    {
        LoggedCommand next = await scenario.WaitForEndAsync("echo next");
        next.Output.ShouldBe(["next"]);
        next.End!.ShouldMatch(@"\Aexit 0 in \d+ ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z");
    }

    private static int Milliseconds(LoggedCommand command, string how)
    {
        Match match = Regex.Match(command.End!, $@"\A{how} in (\d+) ms, user \d+ ms, system \d+ ms, memory \d+ KiB\z");
        match.Success.ShouldBeTrue(command.End);
        return int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
