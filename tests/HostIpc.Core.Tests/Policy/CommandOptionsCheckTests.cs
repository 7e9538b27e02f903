using System.Diagnostics;
using HostIpc.Policy;

namespace HostIpc.Core.Tests.Policy;

public sealed class CommandOptionsCheckTests
{
    public static TheoryData<CommandOptions, string> Wrong => new()
    {
        { new CommandOptions(), "Run is missing or empty" },
        { new CommandOptions { Run = [""] }, "Run:0 is empty" },
        { new CommandOptions { Run = ["a\0"] }, "Run:0 contains a NUL" },
        { new CommandOptions { Run = ["a"], Shell = "b" }, "Shell is set beside Run" },
        { new CommandOptions { Shell = "" }, "Shell is empty" },
        { new CommandOptions { Scripts = "relative" }, "Scripts is \"relative\"; an absolute path" },
        { new CommandOptions { Scripts = "/a", Stdin = true }, "Stdin is true" },
        { new CommandOptions { Run = ["a", "{x}"] }, "Run:1 has {x}, but there is no parameter of that name" },
        { new CommandOptions { Run = ["a"], Parameters = [new ParameterOptions { Name = "x" }] }, "Run has no placeholder for the parameter x" },
        { new CommandOptions { Run = ["/opt/{x}"], Parameters = [new ParameterOptions { Name = "x", Pattern = "[a-z]+" }] }, "Run:0 leaves the program to the request" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "1x" }] }, "Parameters:0:Name is \"1x\"" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x" }, new ParameterOptions { Name = "x" }] }, "Parameters:1:Name is \"x\", as one before it" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "[" }] }, "Parameters:0:Pattern is \"[\"" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "a)|(b" }] }, "Parameters:0:Pattern is " },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "(?=a)a" }] }, "Parameters:0:Pattern is " },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = @"(a)\1" }] }, "Parameters:0:Pattern is " },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "(?x)a # all" }] }, "Parameters:0:Pattern is " },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "a", Values = ["b"] }] }, "Parameters:0:Values is set beside Pattern" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", MaxLength = 0 }] }, "Parameters:0:MaxLength is 0; 1 to 65536" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Optional = true }, new ParameterOptions { Name = "y" }] }, "Parameters:1:Optional is false behind" },
        { new CommandOptions { Run = ["a"], As = "a:b:c" }, "As is \"a:b:c\"; USER or USER:GROUP" },
        { new CommandOptions { Run = ["a"], As = "" }, "As is \"\"" },
        { new CommandOptions { Run = ["a"], Directory = "tmp" }, "Directory is \"tmp\"" },
        { new CommandOptions { Run = ["a"], Environment = new Dictionary<string, string> { ["HOSTIPC_ID"] = "1" } }, "Environment:HOSTIPC_ID is no name" },
        { new CommandOptions { Run = ["a"], PassEnvironment = ["LD_PRELOAD"] }, "PassEnvironment has \"LD_PRELOAD\"" },
        { new CommandOptions { Run = ["a"], Timeout = TimeSpan.Zero }, "Timeout is 00:00:00" },
        { new CommandOptions { Run = ["a"], Concurrency = 0 }, "Concurrency is 0; 1 to 65536" },
        { new CommandOptions { Run = ["a"], Queue = 1 }, "Queue is 1, but nobody ever waits" },
        { new CommandOptions { Run = ["a"], MaxOutput = -1 }, "MaxOutput is -1" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions()] }, "Allow names nothing" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Users = [""] }] }, "Allow:Users has \"\"" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Users = ["0"] }, new AllowRuleOptions { Containers = ["id:xyz"] }] }, "Allow:1:Containers has \"id:xyz\"" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Labels = ["x"] }] }, "Allow:Labels has \"x\"; key=value" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Addresses = ["10.0.0.1/33"] }] }, "Allow:Addresses has \"10.0.0.1/33\"" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Addresses = ["host"] }] }, "Allow:Addresses has \"host\"" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Settings_WhenTheyDoNotFitTogether_ThenTheKeyIsNamedWithWhatIsWanted(CommandOptions options, string expected) =>
        CommandOptionsCheck.FindFaults(options).Select(fault => $"{fault.Key} {fault.Message}").ShouldContain(fault => fault.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("((a{500}){500}){500}")]
    [InlineData("(.{1000}a){1000}")]
    [InlineData("((((((((((a*)*)*)*)*)*)*)*)*)*)*")]
    public void Pattern_WhenItIsMadeToBeLarge_ThenItIsJudgedInSeconds(string pattern)
    {
        long began = Stopwatch.GetTimestamp();
        var options = new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = pattern, MaxLength = 65536 }] };
        if (CommandOptionsCheck.FindFaults(options).Count == 0)
        {
            _ = new ValuePattern(pattern).IsMatch(new string('a', 65536));
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
