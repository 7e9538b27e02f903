using System.Text.Json;

namespace HostIpc.Cli.Arguments;

[Trait("User", "Any")]
public sealed class RequestTests
{
    [Theory]
    [InlineData("run", "ls", "-l", "--help", "-h", "--version")]
    [InlineData("run", "--", "ls", "--", "-l")]
    [InlineData("run", "--", "--odd-name")]
    [InlineData("run", "--", "--")]
    [InlineData("run", "-")]
    [InlineData("run", "x", "")]
    [InlineData("run", "x", " a  b ", "\"", "'", "\\", "$HOME", "`id`", "*", "\n", "\t", "{}", "é€😀\u2028")]
    [InlineData("run", "x", "--cwd", "/", "--env", "A=B", "--timeout", "5", "-c", "y", "--endpoint", "unix:/x")]
    [InlineData("run", "x", "@/etc/passwd", "[diagram]", "--a=b", "--a:b", "-xyz")]
    [InlineData("run", "run", "send", "list")]
    [InlineData("run", "x", "\ufffd")]
    public async Task Run_WhateverTheCommandsWords_ThenTheyArriveUntouched(params string[] arguments)
    {
        JsonElement request = await RequestAsync(arguments);
        string[] words = [.. arguments.Skip(arguments[1] == "--" ? 2 : 1)];
        request.GetProperty("argv").EnumerateArray().Select(word => word.GetString()).ShouldBe(words);
        request.EnumerateObject().Select(member => member.Name).ShouldBe(["argv", "stdin"]);
    }

    [Fact]
    public async Task Run_WhenThereAreOptions_ThenTheyAreInTheRequest()
    {
        JsonElement request = await RequestAsync("run", "--cwd", "/var/my dir", "--env", "A=1=2 3", "--env=B=", "--timeout", "1.5", "ls", "--env", "C=4");
        request.GetProperty("argv").EnumerateArray().Select(word => word.GetString()).ShouldBe(["ls", "--env", "C=4"]);
        request.GetProperty("cwd").GetString().ShouldBe("/var/my dir");
        request.GetProperty("env").EnumerateObject().Select(variable => $"{variable.Name}={variable.Value}").ShouldBe(["A=1=2 3", "B="]);
        request.GetProperty("timeoutMs").GetInt64().ShouldBe(1500);
    }

    [Fact]
    public async Task Run_WhenAVariableIsGivenByNameAlone_ThenTheCallersValueIsSentIfThereIsOne()
    {
        JsonElement request = default;
        await using var server = new CommandServer(async conversation =>
        {
            request = await conversation.ReadRequestAsync();
            await conversation.AcceptAsync();
            await conversation.ExitAsync(0);
            await conversation.Gone;
        });
        CliResult result = await CliProcess.ScriptAsync(
            server.Endpoint, "unset ABSENT; FULL='a = é' EMPTY= $HOSTIPC run --env FULL --env EMPTY --env ABSENT --env=HOSTIPC_ENDPOINT=x ls");
        result.ExitCode.ShouldBe(0, result.Error);
        request.GetProperty("env").EnumerateObject().Select(variable => $"{variable.Name}={variable.Value}").ShouldBe(["FULL=a = é", "EMPTY=", "HOSTIPC_ENDPOINT=x"]);
        (await CliProcess.ScriptAsync(server.Endpoint, "BAD=$(printf 'caf\\351') $HOSTIPC run --env BAD ls")).ShouldFailWith(2, "BAD is not UTF-8");
    }

    [Fact]
    public async Task Run_WhenTheLineIsEmpty_ThenItIsSentAsItIs() => (await RequestAsync("run", "-c", "")).GetProperty("shell").GetString().ShouldBeEmpty();

    [Fact]
    public async Task Run_WhenNoInputIsWanted_ThenNoneIsOffered() => (await RequestAsync("run", "-n", "ls")).TryGetProperty("stdin", out _).ShouldBeFalse();

    [Theory]
    [InlineData("2>&1", true)]
    [InlineData(">$0 2>&1", true)]
    [InlineData("2>/dev/null", false)]
    [InlineData(">/dev/null 2>&1", false)]
    [InlineData("2>&-", false)]
    [InlineData(">&- 2>&-", false)]
    [InlineData("", false)]
    public async Task Run_WhenBothStreamsAreOneFile_ThenOnePipeIsAskedFor(string redirection, bool isMerged)
    {
        JsonElement request = default;
        await using var server = new CommandServer(async conversation =>
        {
            request = await conversation.ReadRequestAsync();
            await conversation.AcceptAsync();
            await conversation.ExitAsync(0);
            await conversation.Gone;
        });
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, $"$HOSTIPC run ls {redirection.Replace("$0", $"{server.Path}/out", StringComparison.Ordinal)}");
        result.ExitCode.ShouldBe(0, result.Error);
        request.TryGetProperty("mergeStderr", out _).ShouldBe(isMerged);
    }

    [Fact]
    public async Task Run_WhenTheServerDoesNotKnowOnePipe_ThenItIsAskedAgainWithout()
    {
        int requests = 0;
        await using var server = new CommandServer(async conversation =>
        {
            JsonElement request = await conversation.ReadRequestAsync();
            requests++;
            if (request.TryGetProperty("mergeStderr", out _))
            {
                await conversation.SendAsync(19, """{"reason":"malformed","message":"a request that is not as it should be: an unknown member \"mergeStderr\""}""");
                return;
            }

            await conversation.AcceptAsync();
            await conversation.WriteAsync(2, "error");
            await conversation.ExitAsync(4);
            await conversation.Gone;
        });
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, "$HOSTIPC run ls 2>&1");
        result.ExitCode.ShouldBe(4, result.Error);
        result.OutputText.ShouldBe("error");
        requests.ShouldBe(2);
    }

    [Fact]
    public async Task Run_WhenTheEndpointComesFirst_ThenTheVerbIsFoundBehindIt()
    {
        JsonElement request = await RequestAsync("--endpoint", "ENDPOINT", "run", "ls", "-l");
        request.GetProperty("argv").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Run_WhenThereIsALine_ThenItIsForTheShell()
    {
        JsonElement request = await RequestAsync("run", "-c", "  echo \"$HOME\" | wc -c ");
        request.GetProperty("shell").GetString().ShouldBe("  echo \"$HOME\" | wc -c ");
        request.TryGetProperty("argv", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2", 2000)]
    [InlineData("0.25", 250)]
    [InlineData("500ms", 500)]
    [InlineData("3s", 3000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    public async Task Run_WhenThereIsATimeout_ThenItIsInMilliseconds(string text, long milliseconds) =>
        (await RequestAsync("run", "--timeout", text, "x")).GetProperty("timeoutMs").GetInt64().ShouldBe(milliseconds);

    [Fact]
    public async Task Run_WhenAnArgumentIsNotUtf8_ThenItIsRefusedAndNotChanged() =>
        (await CliProcess.ScriptAsync(CliProcess.Nowhere, "$HOSTIPC run x \"$(printf 'caf\\351')\"")).ShouldFailWith(2, "not UTF-8");

    private static async Task<JsonElement> RequestAsync(params string[] arguments)
    {
        JsonElement request = default;
        await using var server = new CommandServer(async conversation =>
        {
            request = await conversation.ReadRequestAsync();
            await conversation.AcceptAsync();
            await conversation.ExitAsync(0);
            await conversation.Gone;
        });
        CliResult result = await CliProcess.RunAsync(server.Endpoint, [.. arguments.Select(argument => argument == "ENDPOINT" ? server.Endpoint : argument)]);
        result.ExitCode.ShouldBe(0, result.Error);
        return request;
    }
}
