using HostIpc.Docker;

namespace HostIpc.Configuration.Settings;

/// <summary>Triggers, as a file says them.</summary>
public sealed class TriggerFaultTests
{
    private const string Commands = """
        "Commands": {
          "restart": { "Docker": { "Action": "restart", "Container": "{name}" }, "Parameters": [{ "Name": "name", "Pattern": "web-.*" }] },
          "tell": { "Run": ["logger", "{a}", "{b}"], "Parameters": [{ "Name": "a", "Default": "x" }, { "Name": "b", "Optional": true }] },
          "plain": { "Run": ["true"] }
        }
        """;

    [Fact]
    public void Trigger_WhenAllIsSet_ThenAllIsRead()
    {
        TriggerOptions trigger = Given.Settings(
            $$"""
            { {{Commands}},
              "Triggers": [{
                "On": { "Type": "container", "Action": ["die", "oom"], "Container": "web-*", "Image": ["nginx:*"], "Label": "a=b,c", "ImageLabel": ["d"] },
                "Run": "restart", "With": { "name": "{Actor.Attributes.name}" }, "MaxRuns": 3, "Per": "00:00:30", "Queue": 0
              }] }
            """).Triggers.ShouldHaveSingleItem();
        trigger.On.Type.ShouldBe(["container"]);
        trigger.On.Action.ShouldBe(["die", "oom"]);
        trigger.On.Container.ShouldBe(["web-*"]);
        trigger.On.Image.ShouldBe(["nginx:*"]);
        trigger.On.Label.ShouldBe(["a=b,c"]);
        trigger.On.ImageLabel.ShouldBe(["d"]);
        (trigger.Run, trigger.With["name"], trigger.MaxRuns, trigger.Per, trigger.Queue).ShouldBe(("restart", "{Actor.Attributes.name}", 3, TimeSpan.FromSeconds(30), 0));
    }

    [Fact]
    public void Trigger_WhenItSaysNoMore_ThenItHasItsBounds()
    {
        TriggerOptions trigger = Given.Settings($$"""{ {{Commands}}, "Triggers": [{ "On": { "Action": "die" }, "Run": "plain" }] }""").Triggers.ShouldHaveSingleItem();
        (trigger.MaxRuns, trigger.Per, trigger.Queue).ShouldBe((10, TimeSpan.FromMinutes(1), 16));
    }

    [Theory]
    [InlineData("\"die\"", "is \"die\"; a trigger: an object with On and Run is wanted")]
    [InlineData("{}", "is empty; a trigger: an object with On and Run is wanted")]
    [InlineData("""{"Run":"plain"}""", ":On names nothing, which would be every event; one or more of Type, Action, Container, Image, Label, ImageLabel, Attributes are wanted")]
    [InlineData("""{"On":{},"Run":"plain"}""", ":On is empty; an object with one or more of ")]
    [InlineData("""{"On":{"Type":[]},"Run":"plain"}""", ":On:Type is empty; a list of texts is wanted")]
    [InlineData("""{"On":{"Type":""},"Run":"plain"}""", ":On:Type has \"\"; a text that is not empty is wanted")]
    [InlineData("""{"On":{"Actions":"die"},"Run":"plain"}""", ":On:Actions is no setting; did you mean Triggers:0:On:Action?")]
    [InlineData("""{"On":{"Label":"=x"},"Run":"plain"}""", ":On:Label has \"=x\"; key or key=value is wanted")]
    [InlineData("""{"On":{"ImageLabel":"=x"},"Run":"plain"}""", ":On:ImageLabel has \"=x\"; key or key=value is wanted")]
    [InlineData("""{"On":{"Type":"network","Container":"web"},"Run":"plain"}""", ":On:Container is set, but Type is network; container is wanted there")]
    [InlineData("""{"On":{"Type":"volume","Image":"web"},"Run":"plain"}""", ":On:Image is set, but Type is volume; container or image is wanted there")]
    [InlineData("""{"On":{"Action":"die"}}""", ":Run is missing or empty; the name of a command is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"rm -rf"}""", ":Run is \"rm -rf\"; the name of a command is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"reboot"}""", ":Run is \"reboot\", and there is no such command; one of plain, restart, tell is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"plain","With":{"x":"y"}}""", ":With:x is no parameter of plain; it has none")]
    [InlineData("""{"On":{"Action":"die"},"Run":"restart","With":{"x":"y"}}""", ":With:x is no parameter of restart; one of name is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"restart"}""", ":With has nothing for name, which restart needs")]
    [InlineData("""{"On":{"Action":"die"},"Run":"tell","With":{"b":"y"}}""", ":With has nothing for a, which tell needs where one behind it is given")]
    [InlineData("""{"On":{"Action":"die"},"Run":"restart","With":{"name":"{Actor.Name}"}}""", ":With:name has {Actor.Name}, which no event has; one of {Type}, {Action}, {Actor.ID}, {Actor.Attributes.KEY}, {time} is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"restart","With":{"name":"{Actor.Attributes.}"}}""", ":With:name has {Actor.Attributes.}, which no event has; ")]
    [InlineData("""{"On":{"Action":"die"},"Run":"plain","MaxRuns":0}""", ":MaxRuns is \"0\"; a number from 1 to 1000 is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"plain","Per":"00:00:00"}""", ":Per is 00:00:00; 00:00:01 to 1.00:00:00 is wanted")]
    [InlineData("""{"On":{"Action":"die"},"Run":"plain","Queue":257}""", ":Queue is \"257\"; a number from 0 to 256 is wanted")]
    public void Trigger_WhenItIsWrong_ThenTheKeyAndWhatIsWantedAreSaid(string trigger, string expected) =>
        Given.Faults($$"""{ {{Commands}}, "Triggers": [{{trigger}}] }""").ShouldStartWith($"Triggers:0{(expected[0] == ':' ? "" : " ")}{expected}");

    [Fact]
    public void Trigger_WhenItChangesWhileTheServerRuns_ThenThatIsForTheNextStart()
    {
        const string trigger = """{"On":{"Action":"die"},"Run":"plain","MaxRuns":NUMBER}""";
        HostIpcSettings[] settings = Array.ConvertAll((string[])["1", "2"], number => Given.Settings($$"""{ {{Commands}}, "Triggers": [{{trigger.Replace("NUMBER", number, StringComparison.Ordinal)}}] }"""));
        PolicyReader.FindOtherChanges(settings[0].Source, settings[1].Source).ShouldBe("Triggers:0:MaxRuns");
    }

    [Theory]
    [InlineData("\"die\"", "Triggers is \"die\"; a list of triggers is wanted")]
    [InlineData("[]", "Triggers is empty; a list of triggers is wanted")]
    public void Triggers_WhenTheyAreNoList_ThenItIsSaid(string triggers, string expected) => Given.Faults($$"""{"Triggers":{{triggers}} }""").ShouldStartWith(expected);

    [Fact]
    public void Trigger_WhenThereIsNoCommandAtAll_ThenItIsSaid() =>
        Given.Faults("""{"Triggers":[{"On":{"Action":"die"},"Run":"x"}]}""").ShouldStartWith("Triggers:0:Run is \"x\", and there is no such command; one has to be defined");

    [Fact]
    public void Trigger_WhenAPolicyThatIsReadAnewHasNotItsCommand_ThenThePolicyIsReadAllTheSame()
    {
        HostIpcSettings started = Given.Settings($$"""{ {{Commands}}, "Triggers": [{ "On": { "Action": "die" }, "Run": "plain" }] }""");
        HostIpcSettings now = HostIpcSettings.Read(Given.Reader("""{"Commands":{"other":{"Run":["x"]}},"Triggers":[{"On":{"Action":"die"},"Run":"plain"}]}"""), running: started);
        now.Policy.Commands.ShouldHaveSingleItem().Name.ShouldBe("other");
    }
}
