using System.Text;
using HostIpc.Framing;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Framing;

public sealed class LineFaultsTests
{
    [Theory]
    [InlineData((int)LineFault.TooLong, "a line of 70 bytes, at most 64 are taken (Limits:MaxLineBytes)")]
    [InlineData((int)LineFault.ContainsNul, "a line with a NUL byte")]
    [InlineData((int)LineFault.Unended, "a line without a line feed at its end: its writer did not finish it")]
    [InlineData((int)LineFault.NotUtf8, "a line that is not UTF-8")]
    public void Find_WhenALineHasAFault_ThenItIsMalformedAndTheMessageSaysWhich(int fault, string message) =>
        Find("ls \\", (LineFault)fault).ShouldBe(new Rejection(RejectionReason.Malformed, message));

    [Fact]
    public void Find_WhenALineIsAPieceOfACommand_ThenItIsMalformed() =>
        Find("cp a \\", LineFault.None).ShouldBe(new Rejection(RejectionReason.Malformed, "a line that ends in a backslash: each line is a command of its own, so write the command as one line"));

    [Fact]
    public void Find_WhenALineIsARequest_ThenThereIsNone() => Find("cp a b", LineFault.None).ShouldBeNull();

    private static Rejection? Find(string text, LineFault fault) =>
        LineFaults.Find(new Line { Bytes = Encoding.UTF8.GetBytes(text), Length = 70, Fault = fault }, 64);

    [Theory]
    [InlineData(0)]
    [InlineData(0x80)]
    [InlineData(0xff)]
    public void IsAsciiWithoutNul_WhenOneByteIsAnother_ThenItIsFoundAnywhereAndNothingAroundIsLookedAt(byte other)
    {
        var memory = new byte[300];
        for (int length = 0; length <= 150; length++)
        {
            Array.Fill(memory, other);
            Span<byte> bytes = memory.AsSpan(100, length);
            for (int i = 0; i < length; i++)
            {
                bytes[i] = (byte)(1 + (i % 127));
            }

            LineFaults.IsAsciiWithoutNul(bytes).ShouldBeTrue($"{length}");
            for (int at = 0; at < length; at++)
            {
                byte kept = bytes[at];
                bytes[at] = other;
                LineFaults.IsAsciiWithoutNul(bytes).ShouldBeFalse($"{length} {at}");
                bytes[at] = kept;
            }
        }
    }
}
