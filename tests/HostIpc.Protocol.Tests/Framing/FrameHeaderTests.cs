using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests.Framing;

public sealed class FrameHeaderTests
{
    [Theory]
    [InlineData(0, 0u, "0000000000000000")]
    [InlineData(16, 0x01020304u, "1000000001020304")]
    [InlineData(255, uint.MaxValue, "ff000000ffffffff")]
    public void Write_WhenParsedAgain_ThenItIsTheSame(int type, uint length, string hex)
    {
        var bytes = new byte[FrameHeader.Size];
        new FrameHeader((FrameType)type, length).Write(bytes);
        Convert.ToHexStringLower(bytes).ShouldBe(hex);
        FrameHeader.TryParse(bytes, out FrameHeader header).ShouldBeTrue();
        header.ShouldBe(new FrameHeader((FrameType)type, length));
    }
}
