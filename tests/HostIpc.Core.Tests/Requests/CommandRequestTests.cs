using System.Text;
using HostIpc.Requests;

namespace HostIpc.Core.Tests.Requests;

public sealed class CommandRequestTests
{
    [Fact]
    public void Request_WhenItIsMadeOfAnArgv_ThenItHasNoLine()
    {
        var request = new CommandRequest(["ls", "-l"]);
        request.Arguments.ShouldBe(["ls", "-l"]);
        request.Line.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Request_WhenTheArgvIsEmpty_ThenItCannotBeMade()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new CommandRequest(Array.Empty<string>()));
        Should.Throw<ArgumentNullException>(() => new CommandRequest((IReadOnlyList<string>)null!));
    }

    [Fact]
    public void SetLine_WhenTheRequestIsUsedAgain_ThenNothingOfTheOneBeforeIsLeft()
    {
        var request = new CommandRequest(["ls"]);
        foreach (string line in (string[])["a longer line", "short", "", new string('x', 70_000), "y"])
        {
            request.SetLine(Encoding.UTF8.GetBytes(line));
            Encoding.UTF8.GetString(request.Line.Span).ShouldBe(line);
            request.Arguments.ShouldBeNull();
        }
    }

    // Lines that grow by a byte must not cost an array each.
    [Fact]
    public void SetLine_WhenLinesGrow_ThenTheBufferDoubles()
    {
        var request = new CommandRequest("x"u8);
        byte[] line = new byte[4096];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int length = 1; length <= line.Length; length++)
        {
            request.SetLine(line.AsSpan(0, length));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32 * 1024);
    }

    [Fact]
    public void SetLine_WhenTheLineFits_ThenItCostsNoAllocation()
    {
        var request = new CommandRequest("12345678"u8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            request.SetLine("abcdefgh"u8);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }
}
