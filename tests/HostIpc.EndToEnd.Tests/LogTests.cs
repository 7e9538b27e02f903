using System.Globalization;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

public sealed class LogTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Log_WhenItIsFollowedOver100000Lines_ThenItStaysWithinItsBoundAndNoneIsMissed()
    {
        const int bound = 10_000;
        const int batches = 100;
        const int batch = 1000;
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { MaxLogLines = bound });

        // Busybox looks once a second, so the pause between batches keeps a second's lines below the bound.
        await scenario.InClientAsync($"tail -n +1 -F {Scenario.Log} > /tmp/followed 2>/tmp/said & echo $! > /tmp/tail");
        await scenario.InClientAsync(
            $"""
            (
              most=0 looks=0
              while [ ! -e /tmp/enough ]; do
                lines=$(wc -l < {Scenario.Log}); looks=$((looks+1))
                [ "$lines" -le $most ] || most=$lines
                usleep 10000
              done
              echo $most $looks > /tmp/observed
            ) > /dev/null 2>&1 &
            """);
        string[] lines = [.. Enumerable.Range(0, batches).Select(number => $"seq {(number * batch) + 1} {(number + 1) * batch}; sleep 0.2")];
        await scenario.WriteAsync(lines);

        await Eventually.Finds(() => scenario.InClientAsync($"tail -n 2 {Scenario.Log}"), log => log.Contains($" > {batches * batch}\n", StringComparison.Ordinal), seconds: 180);
        await Eventually.Finds(() => scenario.InClientAsync("tail -n 2 /tmp/followed"), followed => followed.Contains($" > {batches * batch}\n", StringComparison.Ordinal));
        await scenario.InClientAsync("touch /tmp/enough; kill $(cat /tmp/tail)");
        string observed = await Eventually.Finds(() => scenario.InClientAsync("[ ! -e /tmp/observed ] || cat /tmp/observed"), text => text.Length > 0);

        int[] mostAndLooks = [.. observed.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        mostAndLooks[0].ShouldBeInRange(bound, bound * 11 / 10);
        mostAndLooks[1].ShouldBeGreaterThan(100);
        (await scenario.InClientAsync("cut -d ' ' -f 3,4 /tmp/followed | grep '^> ' | sort -u | wc -l")).ShouldBe($"{batches * batch}");
        (await scenario.InClientAsync($"grep -vcE '^[^ ]+ [0-9]+ [$>=!] ' /tmp/followed || true")).ShouldBe("0");
    }

    [Fact]
    public async Task Output_WhenItLooksLikeTheLogOrDrivesATerminal_ThenItForgesNothing()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        const string forgery = "2026-01-01T00:00:00.000Z 1 $ forged";
        const string line = $@"printf 'a\n{forgery}\n\r{forgery}\n\033[2J\033[31mred\n'; printf '\302\205next\342\200\250line\377\n' >&2";

        // The first request is a forgery itself, with a CR in the middle and a control sequence.
        await scenario.WriteAsync($"true \r{forgery} \u001b[2J\u0085", line);

        LoggedCommand command = await scenario.WaitForEndAsync(line);
        command.Output.ShouldBe(["a", forgery, $@"\x0d{forgery}", @"\x1b[2J\x1b[31mred"]);
        command.Error.ShouldBe([@"\u0085next\u2028line\xff"]);
        string log = await scenario.ReadLogAsync();
        LogRecord.ParseAll(log).ShouldAllBe(record => !record.Time.StartsWith("2026-01-01T00:00:00.000", StringComparison.Ordinal));
        LogRecord.ParseAll(log)[0].Text.ShouldBe($@"[fifo] true \x0d{forgery} \x1b[2J\u0085");
        log.ShouldAllBe(character => character == '\n' || (character >= ' ' && character < '\u007f'));
        string console = (await scenario.Docker.RunAsync("logs", scenario.Server)).Output;
        console.ShouldAllBe(character => character == '\n' || (character >= ' ' && character < '\u007f'));
        LogRecord.ParseAll(console).Count.ShouldBe(LogRecord.ParseAll(log).Count);
    }
}
