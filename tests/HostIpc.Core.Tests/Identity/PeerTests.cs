namespace HostIpc.Identity;

public sealed class PeerTests
{
    private static readonly PeerContainer Container = new(new string('a', 64)) { Name = "web" };

    [Fact]
    public void Text_WhenThingsAreKnown_ThenEachIsNamedInOrderAndTheRestIsLeftOut()
    {
        Peer.Fifo.ToString().ShouldBe("fifo");
        new Peer("unix") { UserId = 0, GroupId = 1, ProcessId = 812, Container = Container, Address = "127.0.0.1:1" }.ToString()
            .ShouldBe("unix uid=0 gid=1 pid=812 container=web address=127.0.0.1:1");
        new Peer("tcp") { Address = "[::1]:1" }.ToString().ShouldBe("tcp address=[::1]:1");
    }

    [Fact]
    public void Own_WhenTheServerItselfAsks_ThenItSaysWhyAndWhatOthersChoseIsEscaped()
    {
        Peer own = Peer.Own("docker", "event", "container", "we b", "a=b");
        own.ToString().ShouldBe("docker event container we\\x20b a\\x3db");
        own.IsOwn.ShouldBeTrue();
        Peer.Own("a b").ToString().ShouldBe("a\\x20b ");
        new Peer("unix") { UserId = 0 }.IsOwn.ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Peer.Own(""));
        Should.Throw<ArgumentNullException>(() => Peer.Own("docker", null!));
    }

    [Fact]
    public void IsAddressAlone_WhenThereAreCredentialsOrNoAddress_ThenItIsNot()
    {
        new Peer("tcp") { Address = "127.0.0.1:1" }.IsAddressAlone.ShouldBeTrue();
        new Peer("tcp") { Address = "127.0.0.1:1", UserId = 5 }.IsAddressAlone.ShouldBeFalse();
        new Peer("unix") { UserId = 5 }.IsAddressAlone.ShouldBeFalse();
        Peer.Fifo.IsAddressAlone.ShouldBeFalse();
    }

    [Fact]
    public void IsIncomplete_WhenSomethingOfTheContainerIsStillToBeAsked_ThenItIs()
    {
        new Peer("unix") { Container = Container }.IsIncomplete.ShouldBeFalse();
        Peer.Fifo.IsIncomplete.ShouldBeFalse();
        foreach (PeerIdentity identity in (PeerIdentity[])[PeerIdentity.Pending, PeerIdentity.Unanswered, PeerIdentity.Unavailable])
        {
            new Peer("unix") { Container = Container, Identity = identity }.IsIncomplete.ShouldBeTrue();
        }
    }
}
