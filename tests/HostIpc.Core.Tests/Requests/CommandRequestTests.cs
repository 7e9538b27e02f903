using System.Text;
using HostIpc.Protocol;
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
    public void Set_WhenTheRequestIsUsedAgain_ThenNothingOfTheOneBeforeIsLeft()
    {
        var request = new LineRequest();
        foreach (string line in (string[])["a longer line", "short", "", new string('x', 70_000), "y"])
        {
            request.Set(1, Encoding.UTF8.GetBytes(line), fault: null);
            Encoding.UTF8.GetString(request.Line.Span).ShouldBe(line);
            request.Arguments.ShouldBeNull();
        }
    }

    // Lines that grow by a byte must not cost an array each.
    [Fact]
    public void Set_WhenLinesGrow_ThenTheBufferDoubles()
    {
        var request = new LineRequest();
        request.Set(1, "x"u8, fault: null);
        byte[] line = new byte[4096];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int length = 1; length <= line.Length; length++)
        {
            request.Set(1, line.AsSpan(0, length), fault: null);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32 * 1024);
    }

    [Fact]
    public void Set_WhenTheLineFits_ThenItCostsNoAllocation()
    {
        var request = new LineRequest();
        request.Set(1, "12345678"u8, fault: null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            request.Set(1, "abcdefgh"u8, fault: null);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }
}
