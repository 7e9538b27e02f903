using HostIpc.Network;

namespace HostIpc.Configuration.Settings;

/// <summary>Where TCP is listened for, and who is let in.</summary>
public sealed class TcpSettingsTests
{
    [Fact]
    public void Tcp_WhenNothingIsSet_ThenNothingIsListenedOnAndTheMachineAloneIsLetIn()
    {
        HostIpcSettings settings = Given.Settings("{}");
        settings.Tcp.Listen.ShouldBeEmpty();
        settings.Tcp.AllowFrom.ShouldBe(AddressFilter.Usual);
        settings.Tcp.IdentifyContainers.ShouldBeTrue();
        settings.Tcp.Lines.ShouldBeTrue();
    }

    [Fact]
    public void Backlog_WhenItIsSet_ThenBothSocketsHaveTheirs()
    {
        HostIpcSettings settings = Given.Settings("""{"Tcp":{"Backlog":7},"UnixSocket":{"Backlog":4096}}""");
        settings.Tcp.Backlog.ShouldBe(7);
        settings.UnixSocket.Backlog.ShouldBe(4096);
        Given.Settings("{}").Tcp.Backlog.ShouldBe(512);
    }

    [Theory]
    [InlineData("""{"Tcp":{"Listen":["47201","bridge:47202"]}}""")]
    [InlineData("""{"Tcp":{"Listen":"47201, bridge:47202"}}""")]
    public void Listen_WhenItIsAListOrAText_ThenItIsRead(string json) => Given.Settings(json).Tcp.Listen.ShouldBe(["47201", "bridge:47202"]);

    [Theory]
    [InlineData("""{"Tcp":{"Listen":""}}""")]
    [InlineData("""{"Tcp":{"Listen":[]}}""")]
    public void Listen_WhenItIsEmpty_ThenNothingIsListenedOn(string json) => Given.Settings(json).Tcp.Listen.ShouldBeEmpty();

    [Fact]
    public void AllowFrom_WhenItIsSet_ThenItIsInThePlaceOfTheUsual()
    {
        HostIpcSettings settings = Given.Settings("""{"Tcp":{"AllowFrom":["10.0.0.0/8"],"IdentifyContainers":false,"Lines":false}}""");
        settings.Tcp.AllowFrom.ShouldBe(["10.0.0.0/8"]);
        settings.Tcp.IdentifyContainers.ShouldBeFalse();
        settings.Tcp.Lines.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"Tcp":{"Listen":"localhost:1"}}""", "Tcp:Listen has \"localhost:1\"; address:port, [address]:port, bridge:port or a port is wanted, such as 127.0.0.1:47201")]
    [InlineData("""{"Tcp":{"Listen":["1","::1:1"]}}""", "Tcp:Listen has \"::1:1\"; address:port")]
    [InlineData("""{"Tcp":{"Listen":"1,"}}""", "Tcp:Listen has \"\"; address:port")]
    [InlineData("""{"Tcp":{"Listen":{"a":"1"}}}""", "Tcp:Listen is an object; a list of texts is wanted")]
    [InlineData("""{"Tcp":{"Listen":"1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"}}""", "Tcp:Listen has 17 elements; at most 16 are wanted")]
    [InlineData("""{"Tcp":{"AllowFrom":"docker0"}}""", "Tcp:AllowFrom has \"docker0\"; an address, a network as ADDRESS/BITS, or bridge is wanted")]
    [InlineData("""{"Tcp":{"IdentifyContainers":"yes"}}""", "Tcp:IdentifyContainers is \"yes\"; true or false is wanted")]
    [InlineData("""{"Tcp":{"Window":7}}""", "Tcp:Window is no setting; in this section there are Tcp:AllowFrom, Tcp:Backlog, Tcp:IdentifyContainers, Tcp:Lines, Tcp:Listen")]
    public void Tcp_WhenAValueIsNone_ThenItIsSaidWhichIsWanted(string json, string expected) => Given.Faults(json).ShouldStartWith(expected);

    [Theory]
    [InlineData("""{"Tcp":{"Listen":"1,127.0.0.1:1"}}""", "Tcp:Listen has \"127.0.0.1:1\", but \"1\" takes port 1 there already; another port is wanted")]
    [InlineData("""{"Tcp":{"Listen":["0.0.0.0:1","10.0.0.1:1"]}}""", "Tcp:Listen has \"10.0.0.1:1\", but \"0.0.0.0:1\" takes port 1 there already")]
    [InlineData("""{"Tcp":{"Listen":["bridge:1","bridge:1"]}}""", "Tcp:Listen has \"bridge:1\", but \"bridge:1\" takes port 1 there already")]
    [InlineData("""{"Tcp":{"Listen":"47200"},"Lifecycle":{"ScriptDirectory":"/srv"}}""", "Lifecycle:Listen has \"127.0.0.1\", but \"47200\" takes port 47200 there already")]
    public void Listen_WhenAPortIsTakenTwice_ThenItIsSaid(string json, string expected) => Given.Faults(json).ShouldStartWith(expected);

    [Theory]
    [InlineData("""{"Tcp":{"Listen":"1,2,127.0.0.2:1,[::1]:1,bridge:1"},"Lifecycle":{"ScriptDirectory":"/srv"}}""")]
    [InlineData("""{"Tcp":{"Listen":"[::]:1,0.0.0.0:1,0"}}""")]
    public void Listen_WhenThePortsAreDifferent_ThenNothingIsSaid(string json) => Given.Settings(json).Tcp.Listen.ShouldNotBeEmpty();
}
