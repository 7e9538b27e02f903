using System.Buffers;
using System.Text;
using System.Text.Json;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

/// <summary>What servers send: a client passes over what it does not know, and takes nothing that cannot be.</summary>
public sealed class ServerPayloadTests
{
    // What a later version might add, in every kind.
    private const string Later = """{"later":[1,{"a":null}],"\u006cater2":{"b":[["x\ud800"]]},"l3":1e999,"l4":"\n","l5":true,"l6":null,""";

    [Theory]
    [InlineData(0, true)]
    [InlineData(7, false)]
    [InlineData(long.MaxValue, true)]
    public void ReadAccepted_WhenWritten_ThenItIsTheSame(long id, bool takesInput)
    {
        byte[] payload = AcceptedPayload.Write(new Acceptance(id, takesInput)).ToArray();
        AcceptedPayload.Read(new ReadOnlySequence<byte>(payload)).ShouldBe(new Acceptance(id, takesInput));
        AcceptedPayload.Read(WithLater(payload)).ShouldBe(new Acceptance(id, takesInput));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":7,"stdin":0}""")]
    [InlineData("""{"id":"7"}""")]
    [InlineData("""{"id":-1}""")]
    [InlineData("""{"id":7.0}""")]
    [InlineData("""{"id":9223372036854775808}""")]
    [InlineData("""{"id":7,"id":7}""")]
    [InlineData("""{"id":7}}""")]
    public void ReadAccepted_WhenItIsNone_ThenItThrows(string json) => Should.Throw<JsonException>(() => AcceptedPayload.Read(Sequence(json)));

    [Fact]
    public void ReadAccepted_WhenWhatItPassesOverIsDeep_ThenEightLevelsAreTakenAndNoMore()
    {
        AcceptedPayload.Read(Sequence("""{"x":[[[[[[[]]]]]]],"id":7}""")).Id.ShouldBe(7);
        Should.Throw<JsonException>(() => AcceptedPayload.Read(Sequence("""{"x":[[[[[[[[]]]]]]]],"id":7}""")));
    }

    [Fact]
    public void ReadExit_WhenWrittenFromAnyResult_ThenItIsTheSame()
    {
        CommandResult[] results =
        [
            new() { ExitCode = 0 },
            new() { ExitCode = 255, TimedOut = true, Elapsed = TimeSpan.FromDays(49), UserTime = TimeSpan.FromMilliseconds(1), SystemTime = TimeSpan.FromMilliseconds(2), MaxRssKiB = long.MaxValue },
            new() { Signal = 1 },
            new() { Signal = 64, TimedOut = true },
            new() { TimedOut = true },
            new() { Signal = 15, OutputExceeded = true },
            new() { ExitCode = 1, Elapsed = TimeSpan.FromMilliseconds((long)TimeSpan.MaxValue.TotalMilliseconds) },
        ];
        foreach (CommandResult result in results)
        {
            byte[] payload = ExitPayload.Write(result).ToArray();
            ExitPayload.Read(new ReadOnlySequence<byte>(payload)).ShouldBe(result);
            ExitPayload.Read(WithLater(payload)).ShouldBe(result);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"timedOut":false}""")]
    [InlineData("""{"code":0,"signal":9}""")]
    [InlineData("""{"code":-1}""")]
    [InlineData("""{"code":256}""")]
    [InlineData("""{"code":null}""")]
    [InlineData("""{"code":true}""")]
    [InlineData("""{"code":0,"code":0}""")]
    [InlineData("""{"signal":0}""")]
    [InlineData("""{"signal":128}""")]
    [InlineData("""{"code":0,"timedOut":0}""")]
    [InlineData("""{"code":0,"outputExceeded":"yes"}""")]
    [InlineData("""{"outputExceeded":true}""")]
    [InlineData("""{"code":0,"elapsedMs":-1}""")]
    [InlineData("""{"code":0,"elapsedMs":922337203685478}""")]
    [InlineData("""{"code":0,"userMs":9223372036854775807}""")]
    [InlineData("""{"code":0,"systemMs":1.5}""")]
    [InlineData("""{"code":0,"maxRssKiB":-1}""")]
    [InlineData("""{"code":0,"maxRssKiB":99999999999999999999}""")]
    public void ReadExit_WhenItIsNone_ThenItThrows(string json) => Should.Throw<JsonException>(() => ExitPayload.Read(Sequence(json)));

    [Fact]
    public void ReadRejected_WhenWrittenWithAnyReason_ThenItIsTheSame()
    {
        foreach (RejectionReason reason in Enum.GetValues<RejectionReason>())
        {
            var rejection = new Rejection(reason, "a \"message\"\n\u001b😀");
            byte[] payload = RejectedPayload.Write(rejection).ToArray();
            RejectedPayload.Read(new ReadOnlySequence<byte>(payload)).ShouldBe(rejection);
            RejectedPayload.Read(WithLater(payload)).ShouldBe(rejection);
        }
    }

    [Fact]
    public void ReadRejected_WhenTheReasonIsOfALaterVersion_ThenItCountsAsFailed()
    {
        RejectedPayload.Read(Sequence("""{"reason":"too-late","message":"m"}""")).ShouldBe(new Rejection(RejectionReason.Failed, "m"));
        RejectedPayload.Read(Sequence("""{"reason":"denied"}""")).ShouldBe(new Rejection(RejectionReason.Denied, ""));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"message":"m"}""")]
    [InlineData("""{"reason":1}""")]
    [InlineData("""{"reason":"\ud800"}""")]
    [InlineData("""{"reason":"denied","message":"\ud800"}""")]
    [InlineData("""{"reason":"denied","message":null}""")]
    public void ReadRejected_WhenItIsNone_ThenItThrows(string json) => Should.Throw<JsonException>(() => RejectedPayload.Read(Sequence(json)));

    [Fact]
    public void WriteRejected_WhenTheMessageIsLong_ThenItIsCutBetweenCharactersAndFits()
    {
        foreach (string character in (string[])["a", "\u0001", "é", "😀", "\ud800", "\""])
        {
            foreach (string start in (string[])["", "x"])
            {
                string message = start + string.Concat(Enumerable.Repeat(character, 200_000));
                ReadOnlyMemory<byte> payload = RejectedPayload.Write(new Rejection(RejectionReason.BadArguments, message));
                payload.Length.ShouldBeLessThan(FrameLimits.Outcome);
                string read = RejectedPayload.Read(new ReadOnlySequence<byte>(payload)).Message;
                read.ShouldEndWith("…");
                if (character == "😀")
                {
                    read.ShouldNotContain('\ufffd');
                }
            }
        }
    }

    [Fact]
    public void ReadStatus_WhenWritten_ThenItIsTheSame()
    {
        var status = new ServerStatus { Version = "0.1.0", Uptime = TimeSpan.FromMilliseconds(8123), Connections = int.MaxValue, Running = 2, Peer = "unix uid=0" };
        byte[] payload = ServerStatus.Write(status).ToArray();
        ServerStatus.Read(new ReadOnlySequence<byte>(payload)).ShouldBe(status);
        ServerStatus.Read(WithLater(payload)).ShouldBe(status);
    }

    [Fact]
    public void ReadStatus_WhenOnlyTheVersionIsSaid_ThenTheRestIsEmpty() =>
        ServerStatus.Read(Sequence("""{"version":"1"}""")).ShouldBe(new ServerStatus { Version = "1", Uptime = TimeSpan.Zero, Connections = 0, Running = 0, Peer = "" });

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"version":""}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":"1","uptimeMs":-1}""")]
    [InlineData("""{"version":"1","uptimeMs":9223372036854775807}""")]
    [InlineData("""{"version":"1","connections":4294967296}""")]
    [InlineData("""{"version":"1","running":-1}""")]
    [InlineData("""{"version":"1","peer":"\ud800"}""")]
    public void ReadStatus_WhenItIsNone_ThenItThrows(string json) => Should.Throw<JsonException>(() => ServerStatus.Read(Sequence(json)));

    [Fact]
    public void ReadListing_WhenWritten_ThenItIsTheSame()
    {
        CommandListing[] listings =
        [
            new(true, []),
            new(false, [new CommandSummary("disk", "what is left"), new CommandSummary("name"), new CommandSummary("shell", "")]),
            new(false, [.. Enumerable.Range(0, CommandListing.MaxCommands).Select(number => new CommandSummary($"c{number}"))]),
        ];
        foreach (CommandListing listing in listings)
        {
            byte[] payload = CommandListing.Write(listing).ToArray();
            foreach (ReadOnlySequence<byte> sequence in (ReadOnlySequence<byte>[])[new ReadOnlySequence<byte>(payload), WithLater(payload)])
            {
                CommandListing read = CommandListing.Read(sequence);
                read.Shell.ShouldBe(listing.Shell);
                read.Commands.SequenceEqual(listing.Commands).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void ReadListing_WhenACommandHasMembersOfALaterVersion_ThenTheyArePassedOver() =>
        CommandListing.Read(Sequence("""{"commands":[{"x":{"name":1},"name":"a","description":null,"commands":[{"name":"no"}]},{"name":"b"}],"shell":false}"""))
            .Commands.ShouldBe([new CommandSummary("a"), new CommandSummary("b")]);

    [Fact]
    public void ReadListing_WhenACommandHasParameters_ThenTheyAreTheSame()
    {
        var command = new CommandSummary("backup", "saves")
        {
            Parameters =
            [
                new ParameterSummary("what") { Values = ["all", "", "é\n"] },
                new ParameterSummary("where") { Optional = true, Default = "", Pattern = "[a-z]+" },
                new ParameterSummary(""),
            ],
        };
        byte[] payload = CommandListing.Write(new CommandListing(false, [command, new CommandSummary("b")])).ToArray();
        Encoding.UTF8.GetString(payload).ShouldBe(
            """{"shell":false,"commands":[{"name":"backup","description":"saves","parameters":[{"name":"what","optional":false,"values":["all","","é\n"]},{"name":"where","optional":true,"default":"","pattern":"[a-z]+"},{"name":"","optional":false}]},{"name":"b"}]}""");
        foreach (ReadOnlySequence<byte> sequence in (ReadOnlySequence<byte>[])[new ReadOnlySequence<byte>(payload), WithLater(payload)])
        {
            CommandListing read = CommandListing.Read(sequence);
            CommandListing.Write(read).ToArray().ShouldBe(payload);
            read.Commands[0].Parameters[1].Optional.ShouldBeTrue();
            read.Commands[0].Parameters[0].Values.ShouldBe(["all", "", "é\n"]);
            read.Commands[1].Parameters.ShouldBeEmpty();
        }
    }

    [Fact]
    public void ReadListing_WhenAParameterHasMembersOfALaterVersion_ThenTheyArePassedOverAndNullIsNone()
    {
        ParameterSummary parameter = CommandListing.Read(Sequence(
            """{"shell":true,"commands":[{"name":"a","parameters":[{"x":{"name":"no"},"name":"p","default":null,"y":[1],"pattern":null}]}]}""")).Commands[0].Parameters.ShouldHaveSingleItem();
        (parameter.Name, parameter.Optional, parameter.Default, parameter.Pattern).ShouldBe(("p", false, null, null));
        parameter.Values.ShouldBeEmpty();
    }

    [Fact]
    public void ReadListing_WhenACommandHasAsManyParametersAsMayBe_ThenTheyAreTakenAndOneMoreIsNot()
    {
        CommandListing.Read(Sequence(Many(1024))).Commands[0].Parameters.Count.ShouldBe(1024);
        Should.Throw<JsonException>(() => CommandListing.Read(Sequence(Many(1025)))).Message.ShouldBe("more than 1024 objects in a list");

        static string Many(int count) => $$"""{"shell":true,"commands":[{"name":"a","parameters":[{{string.Join(',', Enumerable.Repeat("""{"name":""}""", count))}}]}]}""";
    }

    [Theory]
    [InlineData("{}", "no shell")]
    [InlineData("[]", "no object")]
    [InlineData("", null)]
    [InlineData("""{"shell":1}""", "true or false is wanted")]
    [InlineData("""{"shell":true,"shell":true}""", "shell twice")]
    [InlineData("""{"shell":true,"commands":7}""", "a list of objects is wanted")]
    [InlineData("""{"shell":true,"commands":[7]}""", "an object is wanted")]
    [InlineData("""{"shell":true,"commands":[{}]}""", "a command without a name")]
    [InlineData("""{"shell":true,"commands":[{"name":7}]}""", "a text is wanted")]
    [InlineData("""{"shell":true,"commands":[{"name":"\ud800"}]}""", "a text that is no Unicode")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","parameters":[{}]}]}""", "a parameter without a name")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","parameters":[{"name":"p","values":7}]}]}""", "a list of texts is wanted")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","parameters":[{"name":"p","values":[7]}]}]}""", "a text is wanted")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","parameters":[{"name":"p","optional":null}]}]}""", "true or false is wanted")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","parameters":[{"name":"p","default":7}]}]}""", "a text is wanted")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","parameters":[{"name":"p","pattern":[]}]}]}""", "a text is wanted")]
    public void ReadListing_WhenItIsNone_ThenTheMessageSaysWhy(string json, string? message)
    {
        JsonException thrown = Should.Throw<JsonException>(() => CommandListing.Read(Sequence(json)));
        (message ?? thrown.Message).ShouldBe(thrown.Message);
    }

    [Fact]
    public void Read_WhenItIsNone_ThenTheMessageSaysWhy()
    {
        Thrown(() => AcceptedPayload.Read(Sequence("{}"))).ShouldBe("no id");
        Thrown(() => AcceptedPayload.Read(Sequence("""{"id":-1}"""))).ShouldBe($"-1 is not from 0 to {long.MaxValue}");
        Thrown(() => AcceptedPayload.Read(Sequence("""{"id":"x"}"""))).ShouldBe("a whole number is wanted");
        Thrown(() => AcceptedPayload.Read(Sequence("""{"id":1.5}"""))).ShouldBe("a whole number is wanted");
        Thrown(() => AcceptedPayload.Read(Sequence($"{{{string.Join(',', Enumerable.Range(0, 65).Select(number => $"\"m{number}\":0"))}}}"))).ShouldBe("more than 64 members");
        Thrown(() => ExitPayload.Read(Sequence("{}"))).ShouldBe("neither code nor signal");
        Thrown(() => ExitPayload.Read(Sequence("""{"code":0,"signal":9}"""))).ShouldBe("both code and signal");
        Thrown(() => RejectedPayload.Read(Sequence("{}"))).ShouldBe("no reason");
        Thrown(() => ServerStatus.Read(Sequence("{}"))).ShouldBe("no version");

        static string Thrown(Action read) => Should.Throw<JsonException>(read).Message;
    }

    [Fact]
    public void Write_WhenSomethingGoesWithoutSaying_ThenItIsLeftOut()
    {
        Written(AcceptedPayload.Write(new Acceptance(7))).ShouldBe("""{"id":7}""");
        Written(AcceptedPayload.Write(new Acceptance(7, TakesInput: false))).ShouldBe("""{"id":7,"stdin":false}""");
        Written(RejectedPayload.Write(new Rejection(RejectionReason.Denied, "m"))).ShouldBe("""{"reason":"denied","message":"m"}""");
        Written(RejectedPayload.Write(new Rejection(RejectionReason.Denied, "m"), isFinal: true)).ShouldBe("""{"reason":"denied","message":"m","final":true}""");
        Written(ExitPayload.Write(new CommandResult { ExitCode = 3, Signal = 9, OutputExceeded = true, Elapsed = TimeSpan.FromMilliseconds(1.9) }))
            .ShouldBe("""{"signal":9,"timedOut":false,"outputExceeded":true,"elapsedMs":1,"userMs":0,"systemMs":0,"maxRssKiB":0}""");

        static string Written(ReadOnlyMemory<byte> payload) => Encoding.UTF8.GetString(payload.Span);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"commands":[]}""")]
    [InlineData("""{"shell":1,"commands":[]}""")]
    [InlineData("""{"shell":true,"commands":{}}""")]
    [InlineData("""{"shell":true,"commands":[1]}""")]
    [InlineData("""{"shell":true,"commands":[[]]}""")]
    [InlineData("""{"shell":true,"commands":[{}]}""")]
    [InlineData("""{"shell":true,"commands":[{"name":null}]}""")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","name":"b"}]}""")]
    [InlineData("""{"shell":true,"commands":[{"name":"a"}],"commands":[]}""")]
    [InlineData("""{"shell":true,"commands":[{"name":"a","description":1}]}""")]
    [InlineData("""{"shell":true,"commands":[{"name":"\udc00"}]}""")]
    public void ReadListing_WhenItIsNone_ThenItThrows(string json) => Should.Throw<JsonException>(() => CommandListing.Read(Sequence(json)));

    [Fact]
    public void ReadListing_WhenThereAreTooManyCommandsOrMembers_ThenItThrows()
    {
        Should.Throw<JsonException>(() => CommandListing.Read(Sequence(
            $$"""{"shell":true,"commands":[{{string.Join(',', Enumerable.Repeat("""{"name":""}""", CommandListing.MaxCommands + 1))}}]}""")));
        Should.NotThrow(() => AcceptedPayload.Read(Sequence(Members(63))));
        Should.Throw<JsonException>(() => AcceptedPayload.Read(Sequence(Members(64))));

        static string Members(int count) => $$"""{"id":7,{{string.Join(',', Enumerable.Range(0, count).Select(number => $"\"m{number}\":0"))}}}""";
    }

    private static ReadOnlySequence<byte> WithLater(byte[] payload) =>
        Pieces.Sequence([.. Encoding.UTF8.GetBytes(Later), .. payload.AsSpan(1)], new Random(payload.Length));

    private static ReadOnlySequence<byte> Sequence(string json) => Pieces.Sequence(Encoding.UTF8.GetBytes(json), new Random(json.Length));
}
