namespace HostIpc.Docker.Triggers;

/// <summary>Which events a condition is for.</summary>
public sealed class EventMatcherTests
{
    [Theory]
    [InlineData("Type", "container", true)]
    [InlineData("Type", "contain", false)]
    [InlineData("Type", "network,container", true)]
    [InlineData("Action", "die", true)]
    [InlineData("Action", "di", false)]
    [InlineData("Action", "die: x", false)]
    [InlineData("Container", "web-1", true)]
    [InlineData("Container", "web-*", true)]
    [InlineData("Container", "web", false)]
    [InlineData("Container", "db,*-1", true)]
    [InlineData("Image", "nginx:*", true)]
    [InlineData("Image", "nginx", false)]
    [InlineData("Label", "role", true)]
    [InlineData("Label", "role=front", true)]
    [InlineData("Label", "role=fron", false)]
    [InlineData("Label", "other,role=front", true)]
    [InlineData("Label", "other", false)]
    public void Container_WhenItDies_ThenItMatchesWhatItHas(string key, string wanted, bool expected) =>
        Matches(Condition(key, wanted), Make("container", "die", "name=web-1", "image=nginx:1", "role=front")).ShouldBe(expected);

    [Theory]
    [InlineData("exec_create: ls -l", "exec_create", true)]
    [InlineData("exec_create: ls -l", "exec_create: ls -l", true)]
    [InlineData("exec_create: ls -l", "exec_create: ls", false)]
    [InlineData("health_status: unhealthy", "health_status: unhealthy", true)]
    [InlineData("health_status: healthy", "health_status: unhealthy", false)]
    [InlineData("health_status: healthy", "health_status", true)]
    [InlineData("exec_create", "exec_create: ls", false)]
    [InlineData("exec_created", "exec_create", false)]
    public void Action_WhenItSaysMoreBehindAColon_ThenOneWithoutAColonIsForAllOfThem(string action, string wanted, bool expected) =>
        Matches(Condition("Action", wanted), Make("container", action)).ShouldBe(expected);

    [Theory]
    [InlineData("container", "died", "die", true)]
    [InlineData("container", "remove", "destroy", true)]
    [InlineData("container", "exec_died", "exec_die", true)]
    [InlineData("network", "remove", "destroy", false)]
    [InlineData("container", "remove", "die", false)]
    public void Action_WhenPodmanHasAnotherWordForIt_ThenItIsTheSame(string type, string action, string wanted, bool expected) =>
        Matches(Condition("Action", wanted), Make(type, action)).ShouldBe(expected);

    [Theory]
    [InlineData("container", "died", "On:Action has \"died\", which is no event of container that Docker has; did you mean \"die\"?")]
    [InlineData("", "died", "On:Action has \"died\", which is no event that Docker has; did you mean \"die\"?")]
    [InlineData("container", "health_statu: unhealthy", "On:Action has \"health_statu: unhealthy\", which is no event of container that Docker has; did you mean \"health_status\"?")]
    [InlineData("network", "oom", "On:Action has \"oom\", which is no event of network that Docker has")]
    [InlineData("containers", "die", "On:Type has \"containers\", which Docker has no events of; did you mean \"container\"?")]
    [InlineData("container", "health_status: unhealthy", null)]
    [InlineData("container", "exec_create: ls", null)]
    [InlineData("network", "disconnect", null)]
    public void Words_ThatNoEngineHas_AreFound(string type, string action, string? expected)
    {
        EventCondition condition = Condition("Action", action);
        if (type.Length > 0)
        {
            condition.Type.Add(type);
        }

        EngineWords.FindUnknown(condition).Select(found => $"{found.Key} {found.Message}").ShouldBe(expected is null ? [] : [expected]);
    }

    [Theory]
    [InlineData("network", "Container", "web", false)]
    [InlineData("network", "Image", "web", false)]
    [InlineData("image", "Image", "web", true)]
    [InlineData("image", "Container", "web", false)]
    [InlineData("container", "Container", "web", true)]
    public void Name_WhenItIsAnotherThings_ThenItIsNoContainers(string type, string key, string wanted, bool expected) =>
        Matches(Condition(key, wanted), Make(type, "create", "name=web", "container=web")).ShouldBe(expected);

    [Fact]
    public void Condition_WhenItNamesMore_ThenAllMustMatch()
    {
        EventCondition condition = Condition("Type", "container");
        condition.Action.Add("die");
        condition.Container.Add("web");
        Matches(condition, Make("container", "die", "name=web")).ShouldBeTrue();
        Matches(condition, Make("container", "die", "name=db")).ShouldBeFalse();
        Matches(condition, Make("container", "start", "name=web")).ShouldBeFalse();
        Matches(condition, Make("container", "die")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("3", true)]
    [InlineData("1,3", true)]
    [InlineData("1", false)]
    [InlineData("!0,!143", true)]
    [InlineData("!3", false)]
    [InlineData("*,!3", false)]
    [InlineData("*,!0", true)]
    [InlineData("!1*", true)]
    [InlineData("!*", false)]
    public void Attribute_WhenItIsWantedOrNot_ThenItsValueDecides(string wanted, bool expected) =>
        Matches(WithAttribute("exitCode", wanted), Make("container", "die", "name=web", "exitCode=3")).ShouldBe(expected);

    [Theory]
    [InlineData("*")]
    [InlineData("!0")]
    public void Attribute_WhenTheEventDoesNotHaveIt_ThenItDoesNotMatch(string wanted) =>
        Matches(WithAttribute("exitCode", wanted), Make("container", "start", "name=web")).ShouldBeFalse();

    internal static DockerEvent Make(string type, string action, params string[] attributes) => new()
    {
        Type = type,
        Action = action,
        ActorId = new string('a', 64),
        Attributes = attributes.Select(attribute => attribute.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
        Scope = "local",
        TimeNanoseconds = 1_795_296_781_123_456_789,
    };

    [Theory]
    [InlineData("Label", "role", "", true, true)]
    [InlineData("Label", "role=front", "role=base", true, true)] // the container has another value
    [InlineData("Label", "role=front", "role=front", true, false)] // the image brings it
    [InlineData("Label", "role", "role=front", true, false)]
    [InlineData("Label", "role=front", null, true, false)] // nobody can tell
    [InlineData("ImageLabel", "role", "role=front", true, true)]
    [InlineData("ImageLabel", "role=front", "role=front", true, true)]
    [InlineData("ImageLabel", "role=front", "", true, false)]
    [InlineData("ImageLabel", "role=front", null, true, false)]
    [InlineData("Label", "other", "", false, false)] // nothing is to be asked
    public void Label_OfAContainer_CountsWhereItsImageDoesNotBringIt(string key, string wanted, string? image, bool isAsked, bool expected)
    {
        var matcher = new EventMatcher(Condition(key, wanted));
        DockerEvent found = Make("container", "die", "name=web-1", "image=nginx:1", "role=front");
        matcher.NeedsImageLabels(found).ShouldBe(isAsked);
        found.ImageLabels = image is null ? null : image.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["role"] = image.Split('=')[1] };
        matcher.IsMatch(found).ShouldBe(expected);
    }

    [Fact]
    public void Label_OfAnImage_IsAnImageLabel()
    {
        DockerEvent found = Make("image", "pull", "name=nginx:1", "role=front");
        Matches(Condition("Label", "role"), found).ShouldBeFalse();
        Matches(Condition("ImageLabel", "role"), found).ShouldBeTrue();
        Matches(Condition("Label", "role"), Make("network", "create", "name=site", "role=front")).ShouldBeTrue();
    }

    private static bool Matches(EventCondition condition, DockerEvent found)
    {
        found.ImageLabels ??= new Dictionary<string, string>();
        return new EventMatcher(condition).IsMatch(found);
    }

    private static EventCondition WithAttribute(string name, string wanted) => new() { Attributes = new Dictionary<string, IList<string>> { [name] = wanted.Split(',') } };

    private static EventCondition Condition(string key, string wanted)
    {
        var condition = new EventCondition();
        IList<string> list = key switch
        {
            "Type" => condition.Type,
            "Action" => condition.Action,
            "Container" => condition.Container,
            "Image" => condition.Image,
            "ImageLabel" => condition.ImageLabel,
            _ => condition.Label,
        };
        foreach (string element in wanted.Split(','))
        {
            list.Add(element);
        }

        return condition;
    }
}
