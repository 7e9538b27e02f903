using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

/// <summary>What docs/protocol.md says is what the code does: its examples are run through both, and its tables compared.</summary>
public sealed class ProtocolDocumentTests
{
    private const int MaxRequest = 262144;

    [Fact]
    public void Examples_WhenReadByTheCode_ThenTheyAreWhatTheyAreSaidToBe()
    {
        var types = new HashSet<FrameType>();
        List<HexBlock> blocks = HexBlock.ReadAll(HexBlock.Document);
        blocks.Count.ShouldBeGreaterThanOrEqualTo(16);
        foreach (HexBlock block in blocks)
        {
            types.UnionWith(Check(block));
        }

        types.ShouldBe(Enum.GetValues<FrameType>(), ignoreOrder: true);
    }

    [Fact]
    public void TypeTable_WhenComparedToTheCode_ThenNumbersAndLimitsAreTheSame()
    {
        FrameTable.Rows.Select(static row => row.Type).ShouldBe(Enum.GetValues<FrameType>());
        foreach (FrameRow row in FrameTable.Rows)
        {
            row.Name.ShouldBe(NameInCode(row.Type));
            FrameLimits.MaxLength(row.Type, row.Sender, FrameTable.MaxRequest).ShouldBe(row.Longest, row.Name);
        }
    }

    [Fact]
    public void Tables_WhenComparedToTheCode_ThenReasonsAndTheMostCommandsAreTheSame()
    {
        foreach (RejectionReason reason in Enum.GetValues<RejectionReason>())
        {
            HexBlock.Document.ShouldContain($"| `rejected` `{reason.ToName()}`");
        }

        HexBlock.Document.ShouldContain($"a list of objects at most {CommandListing.MaxCommands}.");
    }

    [Theory]
    [InlineData("22 3a 37 7d ", "22 3a 38 7d ")] // the bytes of an id, but not the text beside them
    [InlineData("|{\"id\":7}|", "|{\"id\":8}|")]
    [InlineData("14 00 00 00  00 00 00 08", "14 00 00 00  00 00 00 07")]
    [InlineData("accepted, 8 bytes", "accepted, 9 bytes")]
    [InlineData("accepted, 8 bytes", "answer, 8 bytes")]
    [InlineData("C 10 00 00 00", "S 10 00 00 00")]
    [InlineData("S 14 00 00 00", "S 15 00 00 00")]
    [InlineData("16 00 01 00", "16 00 00 00")]
    [InlineData("7b 22 61 72 67 76 22 3a  5b 22 74 72 75 65 22 5d |{\"argv\":[\"true\"]|", "7b 22 61 72 67 77 22 3a  5b 22 74 72 75 65 22 5d |{\"argw\":[\"true\"]|")]
    public void Examples_WhenOneIsWrong_ThenTheTestAboveWouldFail(string right, string wrong)
    {
        int at = HexBlock.Document.IndexOf(right, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        string document = string.Concat(HexBlock.Document.AsSpan(0, at), wrong, HexBlock.Document.AsSpan(at + right.Length));
        Should.Throw<ShouldAssertException>(() => HexBlock.ReadAll(document).ForEach(block => Check(block)));
    }

    private static List<FrameType> Check(HexBlock block)
    {
        var types = new List<FrameType>();
        bool speaksLines = SpeaksLines(block);
        bool isMalformed = false;
        string? said = null;
        var state = new ConversationState();
        foreach (HexBlock.Message message in speaksLines ? [] : block.Messages)
        {
            byte[] bytes = [.. message.Bytes];
            bytes.ShouldNotBeEmpty(message.Where);
            if (bytes.AsSpan().StartsWith(Preface.AnyVersion))
            {
                isMalformed |= !bytes.AsSpan().SequenceEqual(Preface.Line);
                state.Preface(message.IsClients).ShouldBeTrue(message.Where);
                continue;
            }

            isMalformed.ShouldBe(isMalformed && !message.IsClients, $"{message.Where}: nothing from the client follows what is malformed");
            Frame frame = ReadOne(bytes, message.IsClients ? FrameSide.Client : FrameSide.Server);
            string fault = frame.Fault ?? "";
            bool isSound = frame.Status == FrameStatus.Frame && IsSound(frame, out fault) && state.Takes(frame);
            (isSound || message.IsClients).ShouldBeTrue($"{message.Where}: {fault}");
            said = fault.Length > 0 ? fault : said;
            isMalformed |= !isSound;
            if (frame.Status == FrameStatus.Frame)
            {
                types.Add(frame.Type);
                message.Note.Split(':')[0].ShouldBe($"{NameInCode(frame.Type)}, {frame.Payload.Length} byte{(frame.Payload.Length == 1 ? "" : "s")}", message.Where);
            }
        }

        state.WasMalformed.ShouldBe(isMalformed, block.Heading);
        said?.ShouldBe(state.Message, block.Heading);
        return types;
    }

    private static bool SpeaksLines(HexBlock block)
    {
        string first = Encoding.ASCII.GetString([.. block.Messages[0].Bytes]);
        if (first.StartsWith("HOSTIPC/", StringComparison.Ordinal))
        {
            return false;
        }

        block.Messages.TrueForAll(message => message.Note == "" && message.Bytes[^1] == '\n').ShouldBeTrue(block.Heading);
        (block.Messages[0].IsClients || first.StartsWith("hostipc: ", StringComparison.Ordinal)).ShouldBeTrue(block.Heading);
        return true;
    }

    // A message is one frame and nothing else.
    private static Frame ReadOne(byte[] bytes, FrameSide sender)
    {
        var reader = new FrameReader(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), sender, MaxRequest);
        reader.TryRead(out Frame frame).ShouldBeTrue(Convert.ToHexString(bytes));
        frame = frame with { Payload = new ReadOnlySequence<byte>(frame.Payload.ToArray()) };
        if (frame.Status == FrameStatus.Frame)
        {
            (frame.Payload.Length + FrameHeader.Size).ShouldBe(bytes.Length, Convert.ToHexString(bytes));
        }

        return frame;
    }

    // What is read and written again comes to the same bytes: so the document shows what the code sends, not just what it takes.
    private static bool IsSound(in Frame frame, out string fault)
    {
        fault = "";
        byte[]? again = frame.Type switch
        {
            FrameType.Request => RequestPayload.Read(frame.Payload, 65536, out fault) is { } request ? RequestPayload.Write(request).ToArray() : null,
            FrameType.Query => QueryPayload.Read(frame.Payload) is { } name ? QueryPayload.Write(name).ToArray() : null,
            FrameType.Accepted => AcceptedPayload.Write(AcceptedPayload.Read(frame.Payload)).ToArray(),
            FrameType.Exit => ExitPayload.Write(ExitPayload.Read(frame.Payload)).ToArray(),
            FrameType.Rejected => RejectedPayload.Write(RejectedPayload.Read(frame.Payload)).ToArray(),
            FrameType.Answer when Text(frame).Contains("version", StringComparison.Ordinal) => ServerStatus.Write(ServerStatus.Read(frame.Payload)).ToArray(),
            FrameType.Answer => CommandListing.Write(CommandListing.Read(frame.Payload)).ToArray(),
            _ => frame.Payload.ToArray(),
        };
        if (again is not null)
        {
            Encoding.UTF8.GetString(again).ShouldBe(Text(frame));
        }

        return again is not null;
    }

    private static string Text(in Frame frame) => Encoding.UTF8.GetString(frame.Payload);

    // The streams have the names that the shell gives them.
    private static string NameInCode(FrameType type) => type switch
    {
        FrameType.Input => "stdin",
        FrameType.Stdout => "stdout",
        FrameType.Stderr => "stderr",
        _ => type.ToString().ToLowerInvariant(),
    };
}
