using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HostIpc.Protocol.Tests;

public sealed class ActiveListingTests
{
    [Fact]
    public void Write_WhenCommandsRun_ThenThisIsTheText() =>
        Encoding.UTF8.GetString(ActiveListing.Write(Sample()).Span).ShouldBe(
            """{"commands":[{"id":1,"state":"running","peer":"unix uid=0","command":"sleep 9","elapsedMs":1500},{"id":9223372036854775807,"state":"left-behind","peer":"","command":"é\n","elapsedMs":922337203685477}],"omitted":3}""");

    [Fact]
    public void Read_WhenWritten_ThenItIsTheSame()
    {
        ActiveListing listing = Sample();
        ActiveListing read = ActiveListing.Read(Sequence(Encoding.UTF8.GetString(ActiveListing.Write(listing).Span)));
        read.Omitted.ShouldBe(listing.Omitted);
        read.Commands.ShouldBe(listing.Commands);
    }

    [Fact]
    public void Read_WhenMembersAreLeftOutOrOfALaterVersion_ThenTheyAreEmptyOrPassedOver()
    {
        ActiveListing read = ActiveListing.Read(Sequence("""{"later":{"omitted":7},"commands":[{},{"x":[{"id":1}],"id":2,"y":null}]}"""));
        read.Omitted.ShouldBe(0);
        read.Commands.ShouldBe([new ActiveCommand(0, "", "", "", TimeSpan.Zero), new ActiveCommand(2, "", "", "", TimeSpan.Zero)]);
        ActiveListing.Read(Sequence("{}")).Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"omitted":-1}""")]
    [InlineData("""{"omitted":2147483648}""")]
    [InlineData("""{"commands":{}}""")]
    [InlineData("""{"commands":[1]}""")]
    [InlineData("""{"commands":[{"id":-1}]}""")]
    [InlineData("""{"commands":[{"id":"1"}]}""")]
    [InlineData("""{"commands":[{"id":1,"id":1}]}""")]
    [InlineData("""{"commands":[{"state":null}]}""")]
    [InlineData("""{"commands":[{"peer":1}]}""")]
    [InlineData("""{"commands":[{"command":["ls"]}]}""")]
    [InlineData("""{"commands":[{"elapsedMs":-1}]}""")]
    [InlineData("""{"commands":[{"elapsedMs":922337203685478}]}""")]
    public void Read_WhenItIsNone_ThenItThrows(string json) => Should.Throw<JsonException>(() => ActiveListing.Read(Sequence(json)));

    [Fact]
    public void Read_WhenThereAreAsManyCommandsAsMayBe_ThenTheyAreTakenAndOneMoreIsNot()
    {
        ActiveListing.Read(Sequence(Many(ActiveListing.MaxCommands))).Commands.Count.ShouldBe(ActiveListing.MaxCommands);
        Should.Throw<JsonException>(() => ActiveListing.Read(Sequence(Many(ActiveListing.MaxCommands + 1)))).Message.ShouldBe("more than 4096 objects in a list");

        static string Many(int count) => $$"""{"commands":[{{string.Join(',', Enumerable.Repeat("{}", count))}}]}""";
    }

    private static ActiveListing Sample() => new(
        [
            new ActiveCommand(1, ActiveCommand.Running, "unix uid=0", "sleep 9", TimeSpan.FromMilliseconds(1500)),
            new ActiveCommand(long.MaxValue, ActiveCommand.LeftBehind, "", "é\n", TimeSpan.FromMilliseconds(922337203685477)),
        ],
        3);

    private static ReadOnlySequence<byte> Sequence(string json) => Pieces.Sequence(Encoding.UTF8.GetBytes(json), new Random(json.Length));
}
