using HostIpc.Policy;
using HostIpc.Requests;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>A line whose first word names a command never reaches the shell, whatever else is wrong with it.</summary>
public sealed class NamedLineTests
{
    private readonly NamedCommandPolicy _policy = Define(
        options => (options.Run, options.Parameters) = (["prog", "{site}"], [new ParameterOptions { Name = "site" }]), allowShell: true);

    [Theory]
    [InlineData("it 'shop")]
    [InlineData("it \"shop")]
    [InlineData("it shop\\")]
    [InlineData("it shop '")]
    public void Line_WhenItsQuotesAreWrong_ThenItIsRefusedAndNothingRuns(string line) => AskLine(_policy, Root, line).ShouldStartWith("bad-arguments: ");

    // Words are counted as far as they could be read: the same line with its quote closed would be right.
    [Fact]
    public void Line_WhenItsQuotesAreWrongAndItsWordsWouldDo_ThenTheQuotesAreTheReason()
    {
        AskLine(_policy, Root, "it shop").ShouldBe("prog|shop");
        AskLine(_policy, Root, "it shop 'x").ShouldContain("quote");
        AskLine(_policy, Root, "it 'x").ShouldContain("quote");
    }

    // Longer than any command's name: it is no command, and neither a fault of the server.
    [Theory]
    [InlineData(CommandName.MaxLength)]
    [InlineData(CommandName.MaxLength + 1)]
    [InlineData(4096)]
    public void Line_WhenItsFirstWordIsAsLongAsNoName_ThenTheShellHasIt(int length)
    {
        string word = new('a', length);
        AskLine(_policy, Root, $"{word} x").ShouldBe($"shell {word} x");
    }

    [Fact]
    public void Line_WhenItsFirstWordIsTheLongestName_ThenItIsThatCommand()
    {
        string name = new('a', CommandName.MaxLength);
        var policy = new NamedCommandPolicy(
            new PolicySettings { Commands = [new CommandOptions { Name = name, Run = ["prog"] }] }, new HostIpc.Execution.ExecutionOptions());
        AskLine(policy, Root, name).ShouldBe("prog");
    }

    [Theory]
    [InlineData(" 'a b' c", "a b names no command")]
    [InlineData("", "the line names no command")]
    [InlineData("'a", "the line names no command")]
    public void Line_WhenTheShellIsClosed_ThenTheAnswerSaysWhatNamesNoCommand(string line, string expected) =>
        AskLine(Define(options => options.Run = ["prog"]), Root, line).ShouldBe($"denied: {expected}, and AllowShell is false");

    [Fact]
    public void Line_WhenItsFirstWordIsNotAscii_ThenItNamesNoCommand() => AskLine(_policy, Root, "ít x").ShouldBe("shell ít x");
}
