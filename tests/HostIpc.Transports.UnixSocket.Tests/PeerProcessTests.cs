using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

/// <summary>The process at the other end is held by a descriptor, which outlives its number.</summary>
public sealed class PeerProcessTests
{
    [Fact]
    public async Task Descriptor_WhereTheKernelKeepsNone_IsTakenByTheNumber()
    {
        using var descriptor = SocketPeer.ProcessOf(Environment.ProcessId).ShouldNotBeNull();
        await ShouldBeOf(descriptor, Environment.ProcessId);
        SocketPeer.ProcessOf(int.MaxValue).ShouldBeNull();
    }

    private static async Task ShouldBeOf(FileDescriptor descriptor, int process)
    {
        (await File.ReadAllLinesAsync($"/proc/self/fdinfo/{descriptor.Number}")).ShouldContain($"Pid:\t{process}");

        // Close-on-exec: no command inherits it.
        (Libc.Fcntl(descriptor.Number, 1, 0) & 1).ShouldBe(1);
    }
}
