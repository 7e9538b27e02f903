using System.Diagnostics;
using HostIpc.Policy;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>What a value may become: the text of its placeholder, and nothing else.</summary>
public sealed class PlaceholderTests
{
    public static TheoryData<string> Hostile => new(
        "a b", "'", "\"", "a;reboot", "$(id)", "`id`", "a|b", "&", "> /etc/passwd", "*", "~", "$HOME", "\\", "{site}", "{{site}}", "%s", "a,b", "\u0430", "\uff1b", "e\u0301", "\U0001F600");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Value_WhenItIsHostile_ThenItIsOneArgumentAsItIs(string value)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}", "--site={site}", "end"], [new ParameterOptions { Name = "site" }]));
        Ask(policy, Root, "it", value).ShouldBe($"prog|{value}|--site={value}|end");
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Value_WhenThePatternTakesNoneOfIt_ThenItIsRefused(string value)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site", Pattern = "[a-z.]+" }]));
        Ask(policy, Root, "it", value).ShouldStartWith("bad-arguments: it: site is ");
    }

    [Theory]
    [InlineData("-rf")]
    [InlineData("--")]
    [InlineData("-")]
    [InlineData("a\nb")]
    [InlineData("a\n")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("\u001b[2J")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085")]
    [InlineData("a\u2028b")]
    public void Value_WhenItBeginsWithAHyphenOrHasAControlCharacter_ThenItIsRefusedWhateverThePattern(string value)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site", Pattern = "(?s).*" }]));
        Ask(policy, Root, "it", value).ShouldStartWith("bad-arguments: it: site ");
    }

    // Not as inline data: the runner carries that as UTF-8, which has no halves.
    [Fact]
    public void Value_WhenItHasHalfOfASurrogatePair_ThenItIsRefused()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site" }]));
        Ask(policy, Root, "it", "a\ud800").ShouldStartWith("bad-arguments: it: site contains ");
        Ask(policy, Root, "it", "\udc00\ud800b").ShouldStartWith("bad-arguments: it: site contains ");
        Ask(policy, Root, "it", "\ud83d\ude00").ShouldBe("prog|\ud83d\ude00");
    }

    [Fact]
    public void Value_WhenLeadingDashesAreAllowed_ThenTheyAreTaken()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{n}"], [new ParameterOptions { Name = "n", AllowLeadingDash = true }]));
        Ask(policy, Root, "it", "-1").ShouldBe("prog|-1");
    }

    [Theory]
    [InlineData("a|b", "ab")]
    [InlineData("a|b", "xb")]
    [InlineData("^a$", "ab")]
    [InlineData("a$", "a\n")]
    [InlineData("(?m)^a$", "a\nb")]
    [InlineData("[a-z]+", "")]
    [InlineData("(?i)[a-z]+", "\u0430")]
    public void Pattern_WhenItMatchesAPartOnly_ThenTheValueIsRefused(string pattern, string value)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site", Pattern = pattern }]));
        Ask(policy, Root, "it", value).ShouldStartWith("bad-arguments: ");
    }

    [Theory]
    [InlineData("(a+)+")]
    [InlineData("(a|a)*")]
    [InlineData("(.*a){12}")]
    [InlineData("([a-z]+)*=x")]
    public void Pattern_WhenItIsMadeToBeSlow_ThenAValueIsJudgedInMilliseconds(string pattern)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site", Pattern = pattern, MaxLength = 4096 }]));
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10; i++)
        {
            Ask(policy, Root, "it", new string('a', 4000) + "!").ShouldStartWith("bad-arguments: ");
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Value_WhenItIsLong_ThenTheBoundIsWhereItIsSaidToBe()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site" }]));
        Ask(policy, Root, "it", new string('a', 256)).ShouldStartWith("prog|aaa");
        Ask(policy, Root, "it", new string('a', 257)).ShouldBe("bad-arguments: it: site has 257 characters, at most 256 are taken");
    }

    [Fact]
    public void Value_WhenAListSaysWhich_ThenNoOtherIsTaken()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{level}"], [new ParameterOptions { Name = "level", Values = ["info", "debug"] }]));
        Ask(policy, Root, "it", "debug").ShouldBe("prog|debug");
        Ask(policy, Root, "it", "Debug").ShouldBe("bad-arguments: it: level is Debug, one of info, debug is wanted");
    }

    [Fact]
    public void Words_WhenThereAreTooManyOrTooFew_ThenItIsSaidHowManyAreTaken()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{a}", "{b}"], [new ParameterOptions { Name = "a" }, new ParameterOptions { Name = "b", Optional = true }]));
        Ask(policy, Root, "it").ShouldBe("bad-arguments: it: a is missing: takes 1 to 2 (a, b), found 0");
        Ask(policy, Root, "it", "1", "2", "3").ShouldBe("bad-arguments: it: takes 1 to 2 (a, b), found 3");
        Ask(policy, Root, "it", "1").ShouldBe("prog|1");
        Ask(policy, Root, "it", "1", "").ShouldBe("prog|1|");
    }

    [Fact]
    public void Words_WhenTheCommandTakesAFixedNumber_ThenItIsSaidHowMany()
    {
        NamedCommandPolicy none = Define(options => options.Run = ["prog"]);
        Ask(none, Root, "it", "1").ShouldBe("bad-arguments: it: takes no arguments, found 1");
        NamedCommandPolicy two = Define(options => (options.Run, options.Parameters) = (["prog", "{a}", "{b}"], [new ParameterOptions { Name = "a" }, new ParameterOptions { Name = "b" }]));
        Ask(two, Root, "it", "1", "2", "3").ShouldBe("bad-arguments: it: takes 2 (a, b), found 3");
        Ask(two, Root, "it", "1").ShouldBe("bad-arguments: it: b is missing: takes 2 (a, b), found 1");
    }

    [Fact]
    public void Parameter_WhenItIsLeftOut_ThenItsDefaultStandsOrItsElementGoes()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (
            ["prog", "{a}", "--b={b}", "{c}"],
            [new ParameterOptions { Name = "a" }, new ParameterOptions { Name = "b", Optional = true }, new ParameterOptions { Name = "c", Default = "-x" }]));
        Ask(policy, Root, "it", "1").ShouldBe("prog|1|-x");
        Ask(policy, Root, "it", "1", "2").ShouldBe("prog|1|--b=2|-x");
        Ask(policy, Root, "it", "1", "2", "3").ShouldBe("prog|1|--b=2|3");
    }

    [Theory]
    [InlineData("{{site}}", "{site}")]
    [InlineData("{{.Name}}", "{{.Name}}")]
    [InlineData("{print $1}", "{print $1}")]
    [InlineData("{}", "{}")]
    [InlineData("{", "{")]
    [InlineData("a{site}b{site}c", "avbvc")]
    [InlineData("{{site}", "{v")]
    public void Braces_WhenTheyAreNoPlaceholder_ThenTheyAreText(string element, string expected)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Parameters) = (["prog", "{site}", element], [new ParameterOptions { Name = "site" }]));
        Ask(policy, Root, "it", "v").ShouldBe($"prog|v|{expected}");
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void ShellLine_WhenAValueIsHostile_ThenItIsAnArgumentAndTheLineStaysAsItWas(string value)
    {
        NamedCommandPolicy policy = Define(options => (options.Shell, options.Parameters) = ("echo \"$1\" {site}", [new ParameterOptions { Name = "site" }]));
        Ask(policy, Root, "it", value).ShouldBe($"/bin/sh|-c|echo \"$1\" {{site}}|it|{value}");
    }

    [Fact]
    public void ShellLine_WhenAMiddleParameterIsLeftOut_ThenTheLaterOnesKeepTheirPlaces()
    {
        NamedCommandPolicy policy = Define(options => (options.Shell, options.Parameters) = (
            "x", [new ParameterOptions { Name = "a", Optional = true }, new ParameterOptions { Name = "b", Default = "two" }, new ParameterOptions { Name = "c", Optional = true }]));
        Ask(policy, Root, "it").ShouldBe("/bin/sh|-c|x|it||two");
    }

    [Fact]
    public void ShellLine_WhenThereAreNoValues_ThenItHasNoArguments()
    {
        Ask(Define(options => options.Shell = "x"), Root, "it").ShouldBe("/bin/sh|-c|x|it");
        Ask(Define(options => options.Shell = "-x"), Root, "it").ShouldBe("/bin/sh|-c| -x|it"); // no option of the shell
        Ask(Define(options => (options.Shell, options.Parameters) = ("x", [new ParameterOptions { Name = "a", Optional = true }])), Root, "it").ShouldBe("/bin/sh|-c|x|it");
    }

    [Fact]
    public void Scripts_WhenThereAreNoParameters_ThenPlainWordsArePassedOnAndOptionsAreNot()
    {
        NamedCommandPolicy policy = Define(options => options.Scripts = "/etc/hooks");
        Ask(policy, Root, "it", "a", "b c").ShouldBe("a|b c");
        Ask(policy, Root, "it", "-x").ShouldBe("bad-arguments: it: argument is -x, which begins with a hyphen");
    }
}
