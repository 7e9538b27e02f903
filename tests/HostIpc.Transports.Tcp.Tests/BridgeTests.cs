using HostIpc.Network;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class BridgeTests
{
    [Fact]
    public async Task Listener_WhereThereIsNoBridge_WaitsForItAndStops()
    {
        Assert.SkipUnless(BridgeNetwork.Find() is null, "this machine has a bridge");
        await using TcpTestListener server = await TcpTestListener.Start("bridge:47201");
        server.Listener.Endpoint.ShouldBe("tcp:bridge:47201");
        server.Log.Messages.ShouldHaveSingleItem().ShouldBe("102 Warning: There is no bridge yet (docker0, podman0, cni-podman0) for bridge:47201 of Tcp:Listen: it is listened there once there is one");
        Task<Connection?> waiting = server.Listener.AcceptAsync(CancellationToken.None).AsTask();
        await Never.Within(TimeSpan.FromMilliseconds(1200), () => waiting.IsCompleted, "a look for the bridge has no event");
        await server.Listener.StopAcceptingAsync();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeNull();
    }
}
