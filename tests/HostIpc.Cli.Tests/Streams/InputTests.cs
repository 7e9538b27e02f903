using System.Diagnostics;
using System.Text.Json;

namespace HostIpc.Cli.Streams;

public sealed class InputTests
{
    [Fact]
    public async Task Input_WhateverItsBytes_ThenTheyArriveAsTheyAre()
    {
        byte[] input = new byte[3 * 1024 * 1024 + 7];
        new Random(1).NextBytes(input);
        byte[] arrived = [];
        await using CommandServer server = CommandServer.Running(async command =>
        {
            arrived = await command.Input;
            await command.ExitAsync(0);
        });
        CliResult result = await CliProcess.RunWithAsync(server.Endpoint, input, "run", "x");
        result.ExitCode.ShouldBe(0, result.Error);
        arrived.ShouldBe(input);
    }

    [Theory]
    [InlineData("</dev/null", false)]
    [InlineData("<&-", false)]
    [InlineData("</dev/zero", true)]
    [InlineData("</proc/self/maps", true)]
    public async Task Input_WhenThereIsNone_ThenItIsNotOffered(string redirection, bool isOffered)
    {
        JsonElement request = default;
        await using var server = new CommandServer(async conversation =>
        {
            request = await conversation.ReadRequestAsync();
            await conversation.AcceptAsync();
            await conversation.ExitAsync(0);
            await conversation.Gone;
        });
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, $"$HOSTIPC run x {redirection}");
        result.ExitCode.ShouldBe(0, result.Error);
        (request.TryGetProperty("stdin", out JsonElement offer) && offer.GetBoolean()).ShouldBe(isOffered);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("-n", true)]
    public async Task Input_WhenTheCommandTakesNone_ThenTheCallersIsLeftAlone(string option, bool takesInput)
    {
        await using var server = new CommandServer(async conversation =>
        {
            await conversation.ReadRequestAsync();
            await conversation.AcceptAsync(takesInput);
            await conversation.WriteAsync(1, "x\n");
            await conversation.ExitAsync(0);
            await conversation.Gone;
        });

        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, $"printf 'a\nb\nc\n' | while read x; do $HOSTIPC run {option} greet $x; done");

        result.OutputText.ShouldBe("x\nx\nx\n", result.Error);
    }

    [Fact]
    public async Task Input_WhenTheCommandEndsBeforeIt_ThenNobodyWaitsForTheRest()
    {
        await using CommandServer server = CommandServer.Running(command => command.ExitAsync(3));
        using Process process = CliProcess.Start(server.Endpoint, "run", "x");

        // Its standard input stays open, and nothing comes.
        CliResult result = await CliProcess.FinishAsync(process);
        result.ExitCode.ShouldBe(3, result.Error);
    }

    [Fact]
    public async Task Input_WhenItsDescriptorDoesNotBlock_ThenItIsWaitedFor()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "perl is needed to make a descriptor non-blocking");
        byte[] arrived = [];
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "go\n");
            arrived = await command.Input;
            await command.ExitAsync(0);
        });

        // It is fed only once the command runs, when the first read has found nothing.
        CliResult result = await CliProcess.ScriptAsync(
            server.Endpoint,
            $"cd {server.Path}; mkfifo in out; {Perl("STDIN")} $HOSTIPC run x <in >out & exec 4>in; read line <out; sleep 0.2; echo late >&4; exec 4>&-; wait $!");
        result.ExitCode.ShouldBe(0, result.Error);
        arrived.ShouldBe("late\n"u8.ToArray());
    }

    [Fact]
    public async Task Input_WhenItCannotBeRead_ThenItDoesNotPassForItsEnd()
    {
        bool hasEnded = true;
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.Gone.WaitAsync(Bound.Time);
            hasEnded = command.HasInputEnded;
        });
        (await CliProcess.ScriptAsync(server.Endpoint, "$HOSTIPC run x </")).ShouldFailWith(125, "standard input cannot be read: Is a directory");
        hasEnded.ShouldBeFalse();
    }

    internal static string Perl(string stream) => $"perl -e 'use Fcntl; fcntl({stream}, F_SETFL, fcntl({stream}, F_GETFL, 0) | O_NONBLOCK); exec @ARGV'";
}
