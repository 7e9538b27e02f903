using System.Buffers;
using System.Text;
using System.Text.Json;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

public sealed class RequestPayloadTests
{
    private const int MaxLine = 64;

    [Fact]
    public void Read_WhenWrittenFromRandomRequests_ThenItIsTheSame()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            CommandRequest request = RandomRequest(random);
            byte[] payload = RequestPayload.Write(request).ToArray();
            CommandRequest? read = RequestPayload.Read(Pieces.Sequence(payload, random), 100_000, out string fault);
            read.ShouldNotBeNull($"seed {seed}: {fault}");
            Describe(read).ShouldBe(Describe(request), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("""{"argv":["true"]}""")]
    [InlineData("""  {"argv" : [""] , "stdin":false, "timeoutMs":1 }  """)]
    [InlineData("""{"shell":""}""")]
    [InlineData("""{"shell":"a\nb \u0007","cwd":"/","env":{},"timeoutMs":4233600000}""")]
    [InlineData("""{"shell":"\ud83d\ude00","env":{"A":"","b c":"x=y"}}""")]
    [InlineData("""{"\u0073hell":"ls"}""")]
    public void Read_WhenSound_ThenThereIsNoFault(string json) => Read(json).ShouldBe("");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"ls\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("""{"shell":"ls"} x""")]
    [InlineData("""{"shell":"ls"}{""")]
    [InlineData("""{"shell":"ls",}""")]
    [InlineData("""{"shell":"ls" /* no */}""")]
    [InlineData("""{"shell":"ls","argv":["ls"]}""")]
    [InlineData("""{"argv":[]}""")]
    [InlineData("""{"argv":["a",1]}""")]
    [InlineData("""{"argv":["a",null]}""")]
    [InlineData("""{"argv":["a",["b"]]}""")]
    [InlineData("""{"argv":"ls"}""")]
    [InlineData("""{"argv":{"0":"ls"}}""")]
    [InlineData("""{"argv":["a\u0000b"]}""")]
    [InlineData("""{"shell":"a\u0000b"}""")]
    [InlineData("""{"shell":null}""")]
    [InlineData("""{"shell":["ls"]}""")]
    [InlineData("""{"shell":"ls","shell":"ls"}""")]
    [InlineData("""{"shell":"ls","\u0073hell":"ls"}""")]
    [InlineData("""{"shell":"ls","Stdin":true}""")]
    [InlineData("""{"shell":"ls","timeout":1}""")]
    [InlineData("""{"shell":"ls","":1}""")]
    [InlineData("""{"shell":"ls","stdin":1}""")]
    [InlineData("""{"shell":"ls","stdin":"true"}""")]
    [InlineData("""{"shell":"ls","stdin":null}""")]
    [InlineData("""{"shell":"ls","timeoutMs":0}""")]
    [InlineData("""{"shell":"ls","timeoutMs":-1}""")]
    [InlineData("""{"shell":"ls","timeoutMs":1.5}""")]
    [InlineData("""{"shell":"ls","timeoutMs":1e3}""")]
    [InlineData("""{"shell":"ls","timeoutMs":"1"}""")]
    [InlineData("""{"shell":"ls","timeoutMs":4233600001}""")]
    [InlineData("""{"shell":"ls","timeoutMs":9223372036854775808}""")]
    [InlineData("""{"shell":"ls","timeoutMs":1e999999}""")]
    [InlineData("""{"shell":"ls","cwd":"/tmp\u0000/x"}""")]
    [InlineData("""{"shell":"ls","cwd":null}""")]
    [InlineData("""{"shell":"ls","env":[]}""")]
    [InlineData("""{"shell":"ls","env":{"A":1}}""")]
    [InlineData("""{"shell":"ls","env":{"A":{}}}""")]
    [InlineData("""{"shell":"ls","env":{"A":"1","A":"2"}}""")]
    [InlineData("""{"shell":"ls","env":{"":"1"}}""")]
    [InlineData("""{"shell":"ls","env":{"A=B":"1"}}""")]
    [InlineData("""{"shell":"ls","env":{"A\u0000":"1"}}""")]
    [InlineData("""{"shell":"ls","env":{"A":"1\u0000"}}""")]
    [InlineData("""{"shell":"\ud800"}""")]
    [InlineData("""{"shell":"\udc00\ud800"}""")]
    [InlineData("""{"\ud800":"ls"}""")]
    [InlineData("""{"argv":["\udfff"]}""")]
    [InlineData("""{"shell":"ls","env":{"\ud800":"1"}}""")]
    [InlineData("""{"shell":"ls","cwd":"/\ud800"}""")]
    public void Read_WhenNotAsItShouldBe_ThenItIsAFaultInOneLine(string json)
    {
        string fault = Read(json);
        fault.ShouldNotBe("");
        fault.Length.ShouldBeLessThan(300);
    }

    [Theory]
    [InlineData("[]", "no object")]
    [InlineData("{}", "either argv, not empty, or shell is wanted")]
    [InlineData("""{"argv":[]}""", "either argv, not empty, or shell is wanted")]
    [InlineData("""{"argv":[],"shell":"ls"}""", "either argv, not empty, or shell is wanted")]
    [InlineData("""{"argv":["ls"],"shell":"ls"}""", "either argv, not empty, or shell is wanted")]
    [InlineData("""{"argv":["a\u0000"]}""", "a NUL in it")]
    [InlineData("""{"shell":"a\u0000"}""", "a NUL in it")]
    [InlineData("""{"shell":"ls","cwd":"\u0000"}""", "a NUL in cwd")]
    [InlineData("""{"argv":7}""", "a list of texts is wanted")]
    [InlineData("""{"argv":[7]}""", "a text is wanted")]
    [InlineData("""{"shell":7}""", "a text is wanted")]
    [InlineData("""{"shell":"ls","stdin":7}""", "true or false is wanted")]
    [InlineData("""{"shell":"ls","timeoutMs":"7"}""", "a whole number is wanted")]
    [InlineData("""{"shell":"ls","timeoutMs":0}""", "0 is not from 1 to 4233600000")]
    [InlineData("""{"shell":"ls","env":7}""", "an object of texts is wanted")]
    [InlineData("""{"shell":"ls","env":{"A":7}}""", "a text is wanted")]
    [InlineData("""{"shell":"ls","env":{"A":"1","A":"2"}}""", "A twice")]
    [InlineData("""{"shell":"ls","env":{"A=B":"1"}}""", "A=B in env is no variable, or its value none")]
    [InlineData("""{"shell":"ls","shell":"ls"}""", "shell twice")]
    [InlineData("""{"shell":"ls","timeout":1}""", "an unknown member timeout")]
    [InlineData("""{"shell":"\ud800"}""", "a text that is no Unicode")]
    public void Read_WhenNotAsItShouldBe_ThenTheFaultSaysWhy(string json, string why) => Read(json).ShouldBe($"a request that is not as it should be: {why}");

    [Fact]
    public void Read_WhenItIsNoJson_ThenTheFaultIsWhatTheParserSaysWithoutItsPosition()
    {
        string fault = Read("""{"shell":"ls",}""");
        fault.ShouldStartWith("a request that is not as it should be: The JSON object contains a trailing comma");
        fault.ShouldNotContain("LineNumber");
    }

    [Theory]
    [InlineData("7b227368656c6c223a22ff227d")] // {"shell":"\xff"}
    [InlineData("7b227368656c6c223a22eda080227d")] // a surrogate as UTF-8
    [InlineData("7b227368656c6c223a22c080227d")] // an overlong NUL
    [InlineData("7b227368656c6c223a220a227d")] // a line feed that is not escaped
    [InlineData("7b227368656c6c223a2200227d")]
    [InlineData("efbbbf7b227368656c6c223a226c73227d")] // a byte order mark
    [InlineData("7b22ff223a226c73227d")]
    public void Read_WhenTheBytesAreNoText_ThenItIsAFault(string hex)
    {
        RequestPayload.Read(new ReadOnlySequence<byte>(Convert.FromHexString(hex)), MaxLine, out string fault).ShouldBeNull();
        fault.ShouldNotBe("");
    }

    [Fact]
    public void Read_WhenAShellLineIsOverTheLimit_ThenItsBytesCountAndTheSettingIsNamed()
    {
        Read($$"""{"shell":"{{new string('é', MaxLine / 2)}}"}""").ShouldBe("");
        Read($$"""{"shell":"{{new string('é', MaxLine / 2)}}x"}""").ShouldContain("Limits:MaxLineBytes");
        Read($$"""{"argv":["{{new string('x', MaxLine + 1)}}"]}""").ShouldBe("", "an argument is bounded by the frame alone");
    }

    [Fact]
    public void Read_WhenThereAreTooManyVariables_ThenItIsAFault()
    {
        Read($$"""{"shell":"ls","env":{ {{Variables(256)}} } }""").ShouldBe("");
        Read($$"""{"shell":"ls","env":{ {{Variables(257)}} } }""").ShouldContain("256");

        static string Variables(int count) => string.Join(',', Enumerable.Range(0, count).Select(number => $"\"V{number}\":\"\""));
    }

    [Fact]
    public void Read_WhenAFaultQuotesAHugeName_ThenTheRejectionStillFitsItsFrame()
    {
        string name = new('\u0001', 200_000);
        Read($$"""{"{{name.Replace("\u0001", "\\u0001", StringComparison.Ordinal)}}":1}""").Length.ShouldBeLessThan(300);
        RejectedPayload.Write(new Rejection(RejectionReason.BadArguments, name)).Length.ShouldBeLessThan(FrameLimits.Outcome);
    }

    [Fact]
    public void Write_WhenATextIsHalfOfASurrogatePair_ThenItIsReplacedAndNothingThrown()
    {
        byte[] payload = RequestPayload.Write(new CommandRequest(["a\ud800"])).ToArray();
        RequestPayload.Read(new ReadOnlySequence<byte>(payload), MaxLine, out _)!.Arguments.ShouldBe(["a\ufffd"]);
        payload = RequestPayload.Write(new CommandRequest((ReadOnlySpan<byte>)[(byte)'a', 0xff])).ToArray();
        Encoding.UTF8.GetString(RequestPayload.Read(new ReadOnlySequence<byte>(payload), MaxLine, out _)!.Line.Span).ShouldBe("a\ufffd");
    }

    [Fact]
    public void Write_WhenASettingIsNotMade_ThenItIsLeftOut()
    {
        Written(new CommandRequest(["a", ""])).ShouldBe("""{"argv":["a",""]}""");
        Written(new CommandRequest("ls"u8) { Settings = new CommandSettings() }).ShouldBe("""{"shell":"ls"}""");
        var settings = new CommandSettings { Directory = "/", Environment = new Dictionary<string, string> { ["A"] = "1" }, Timeout = TimeSpan.FromSeconds(1), HasInput = true, MergeStderr = true };
        Written(new CommandRequest("ls"u8) { Settings = settings }).ShouldBe("""{"shell":"ls","cwd":"/","env":{"A":"1"},"timeoutMs":1000,"stdin":true,"mergeStderr":true}""");

        static string Written(CommandRequest request) => Encoding.UTF8.GetString(RequestPayload.Write(request).Span);
    }

    [Fact]
    public void Write_WhenATimeoutIsLessThanAMillisecond_ThenItIsOneAndNotNone()
    {
        var request = new CommandRequest(["a"]) { Settings = new CommandSettings { Timeout = TimeSpan.FromTicks(1) } };
        using JsonDocument json = JsonDocument.Parse(RequestPayload.Write(request));
        json.RootElement.GetProperty("timeoutMs").GetInt64().ShouldBe(1);
    }

    private static string Read(string json)
    {
        CommandRequest? request = RequestPayload.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), MaxLine, out string fault);
        (request is null).ShouldBe(fault.Length > 0);
        return fault;
    }

    private static CommandRequest RandomRequest(Random random)
    {
        var environment = new Dictionary<string, string>();
        for (int count = random.Next(3) == 0 ? random.Next(20) : 0; count > 0; count--)
        {
            environment["V" + RandomText(random, 6).Replace('=', '-')] = RandomText(random, 30);
        }

        var settings = new CommandSettings
        {
            Directory = random.Next(2) == 0 ? null : "/" + RandomText(random, 20),
            Environment = environment,
            Timeout = random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.NextInt64(1, 4233600001)),
            HasInput = random.Next(2) == 0,
            MergeStderr = random.Next(2) == 0,
        };
        return random.Next(2) == 0
            ? new CommandRequest(Encoding.UTF8.GetBytes(RandomText(random, 300))) { Settings = settings }
            : new CommandRequest([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => RandomText(random, 40))]) { Settings = settings };
    }

    private static string RandomText(Random random, int max)
    {
        string[] alphabet = ["a", "Z", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u001b", "\u007f", "é", "€", "😀", "\u2028", "<", "&", "'", "=", "{", "\ufeff"];
        return string.Concat(Enumerable.Range(0, random.Next(max + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));
    }

    private static string Describe(CommandRequest request) => string.Join(
        '|',
        request.Arguments is null ? $"line {Encoding.UTF8.GetString(request.Line.Span)}" : $"argv {string.Join(',', request.Arguments)}",
        request.Settings!.Directory,
        string.Join(',', request.Settings.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)),
        request.Settings.Timeout,
        request.Settings.HasInput,
        request.Settings.MergeStderr);
}
