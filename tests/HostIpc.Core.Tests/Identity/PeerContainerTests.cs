
namespace HostIpc.Identity;

public sealed class PeerContainerTests
{
    private static readonly string Id = "0123456789abcdef" + new string('0', 48);

    [Theory]
    [InlineData("web", "web")]
    [InlineData("my_web-1.eu", "my_web-1.eu")]
    [InlineData("web uid=0", "web\\x20uid\\x3d0")]
    [InlineData("web] rm -rf /", "web\\x5d\\x20rm\\x20-rf\\x20\\x2f")]
    [InlineData("a\nb\0c\u001b[1m", "a\\x0ab\\x00c\\x1b\\x5b1m")]
    [InlineData("b\\x20c", "b\\x5cx20c")]
    [InlineData("w\u00e9b\u2028\u202e", "w\\u00e9b\\u2028\\u202e")]
    [InlineData("", "id:0123456789ab")]
    [InlineData(null, "id:0123456789ab")]
    public void Name_AsItIsShown_CannotPassForMoreThanAName(string? name, string shown)
    {
        var container = new PeerContainer(Id) { Name = name };
        container.ToString().ShouldBe(shown);
        new Peer("unix") { UserId = 5, Container = container }.ToString().ShouldBe($"unix uid=5 container={shown}");
    }

    [Fact]
    public void Name_ThatIsVeryLong_IsShownInPart() =>
        new PeerContainer(Id) { Name = new string('x', 1_000_000) }.ToString().ShouldBe($"{new string('x', 255)}\\u2026");
}
