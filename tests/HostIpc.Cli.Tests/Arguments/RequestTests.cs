using System.Text.Json;

namespace HostIpc.Cli.Arguments;

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
        await using var server = new FakeServer(async conversation =>
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
