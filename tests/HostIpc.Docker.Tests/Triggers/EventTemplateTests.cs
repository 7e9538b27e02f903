namespace HostIpc.Docker.Triggers;

/// <summary>What of an event becomes a value.</summary>
public sealed class EventTemplateTests
{
    private static readonly DockerEvent Found =
        EventMatcherTests.Make("container", "die", "name=web", "com.example/a.b-c=x", "empty=", "odd={Type} $(id)\n\u001b[2J");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{Type}", "container")]
    [InlineData("{Action} of {Actor.Attributes.name}!", "die of web!")]
    [InlineData("{Actor.ID}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("{Actor.Attributes.com.example/a.b-c}", "x")]
    [InlineData("{Actor.Attributes.empty}", "")]
    [InlineData("{time}", "2026-11-21T21:33:01.1234567Z")]
    [InlineData("{{Type}}", "{Type}")]
    [InlineData("{{Type}} {Type}", "{Type} container")]
    [InlineData("{ Type }", "{ Type }")]
    [InlineData("{}", "{}")]
    [InlineData("{\"json\":\"{Type}\"}", "{\"json\":\"container\"}")]
    [InlineData("{Type", "{Type")]
    [InlineData("{Actor.Attributes.odd}", "{Type} $(id)\n\u001b[2J")]
    public void Text_WhenItHasPlaceholders_ThenTheEventsWordsStandThereAsTheyAre(string text, string expected)
    {
        EventTemplate template = EventTemplate.Parse(text, out string? unknown);
        unknown.ShouldBeNull();
        template.Fill(Found, out string? problem).ShouldBe(expected);
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("{type}", "type")]
    [InlineData("{Actor}", "Actor")]
    [InlineData("{Actor.Attributes.}", "Actor.Attributes.")]
    [InlineData("{Type} {Actor.Attributes}", "Actor.Attributes")]
    public void Placeholder_WhenNoEventHasIt_ThenItIsNoText(string text, string expected)
    {
        _ = EventTemplate.Parse(text, out string? unknown);
        unknown.ShouldBe(expected);
    }

    [Fact]
    public void Attribute_WhenTheEventLacksIt_ThenThereIsNoValue()
    {
        EventTemplate.Parse("a{Actor.Attributes.none}", out _).Fill(Found, out string? problem).ShouldBeNull();
        problem.ShouldBe("the event has no Actor.Attributes.none");
    }

    [Fact]
    public void Attribute_WhenNoParameterWouldTakeIt_ThenItIsNotKept()
    {
        DockerEvent found = EventMatcherTests.Make("container", "die", $"name={new string('x', 70_000)}");
        EventTemplate.Parse("{Actor.Attributes.name}", out _).Fill(found, out string? problem).ShouldBeNull();
        problem.ShouldBe("Actor.Attributes.name has 70000 characters");
    }
}
