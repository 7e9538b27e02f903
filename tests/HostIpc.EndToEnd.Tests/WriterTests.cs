using System.Globalization;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

public sealed class WriterTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int Writers = 200;
    private const int LinesEach = 50;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lines_WhenManyWritersWriteAtOnce_ThenEachRunsOnceAndNoneAreMixed(bool opensForEachLine)
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        string loop = "l=1; while [ $l -le 50 ]; do echo \"echo w$w-l$l\"" + (opensForEachLine ? " > /ipc/channel; l=$((l+1)); done" : "; l=$((l+1)); done > /ipc/channel");

        await scenario.InClientAsync(TimeSpan.FromMinutes(4), $"w=1; while [ $w -le {Writers} ]; do ({loop}) & w=$((w+1)); done; wait");

        await Eventually.Finds(
            async () => int.Parse(await scenario.InClientAsync($"grep -c '^[^ ]* [0-9]* [=x] ' {Scenario.Log} || true"), CultureInfo.InvariantCulture),
            count => count >= Writers * LinesEach,
            seconds: 240);
        ILookup<char, LogRecord> records = LogRecord.ParseAll(await scenario.ReadLogAsync()).ToLookup(record => record.Mark);
        string[] expected = [.. Enumerable.Range(1, Writers).SelectMany(w => Enumerable.Range(1, LinesEach).Select(l => $"w{w}-l{l}")).Order(StringComparer.Ordinal)];
        records['$'].Select(record => record.Text).Order(StringComparer.Ordinal).ShouldBe(expected.Select(text => $"[fifo] echo {text}"));
        records['>'].Select(record => record.Text).Order(StringComparer.Ordinal).ShouldBe(expected);
        records['='].Count(record => record.Text.StartsWith("exit 0 in ", StringComparison.Ordinal)).ShouldBe(expected.Length);
        records.Select(group => group.Key).Order().ShouldBe(['$', '=', '>']);
    }

    [Theory]
    [InlineData("", "600")]
    [InlineData("HOSTIPC__Fifo__Mode=0622", "622")]
    public async Task Fifo_WhenItIsMade_ThenItHasItsModeWhateverTheUmask(string variable, string mode)
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { Environment = variable.Length == 0 ? [] : [variable] });

        (await scenario.InClientAsync("stat -c '%F %a %u:%g' /ipc/channel")).ShouldBe($"fifo {mode} 0:0");
        (await scenario.InClientAsync($"stat -c '%F %a %u:%g' {Scenario.Log}")).ShouldMatch(@"\Aregular( empty)? file 600 0:0\z");
        (await scenario.InClientAsync("stat -c %a /ipc")).ShouldBe("755");
    }

    [Fact]
    public async Task Variables_WhenTheyAreThoseOfTheOriginalImage_ThenTheyHold()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.Docker.GetAsync(
        [
            "run", "--detach", "--name", scenario.Server, "--network", "none", "--pid", $"container:{scenario.Host}", .. ServerOptions.TwoCapabilities,
            "--volume", $"{scenario.Volume}:/ipc", "--env", "NAMED_PIPE=/ipc/deep/er/pipe", "--env", "LOG=/ipc/logs/commands", "--env", "MAX_LOG_LINES=20",
            Engine.ServerImage,
        ]);
        await scenario.WaitUntilServedAsync();

        await scenario.InClientAsync("for i in $(seq 1 50); do echo \"echo line $i\"; done > /ipc/deep/er/pipe");

        await Eventually.Finds(() => scenario.InClientAsync("cat /ipc/logs/commands"), log => log.Contains("> line 50", StringComparison.Ordinal));
        LogRecord.ParseAll(await scenario.InClientAsync("cat /ipc/logs/commands")).Count.ShouldBeInRange(20, 22);
        (await scenario.InClientAsync("ls /ipc")).ShouldBe("deep\nlogs");
    }
}
