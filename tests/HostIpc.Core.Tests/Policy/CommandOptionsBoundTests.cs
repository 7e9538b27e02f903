using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Core.Tests.Policy;

/// <summary>Each bound of a command's settings is where it is said to be: the last value that is taken, and the first that is not, with the whole message.</summary>
public sealed class CommandOptionsBoundTests
{
    private static readonly string LongestText = new('a', 131071);

    public static TheoryData<CommandOptions> Right => new()
    {
        new CommandOptions { Run = [.. Enumerable.Repeat("a", 1024)] },
        new CommandOptions { Run = ["a", LongestText] },
        new CommandOptions { Run = ["a", ""] },
        new CommandOptions { Run = ["a"], As = "user" },
        new CommandOptions { Run = ["a"], As = "user:group" },
        new CommandOptions { Run = ["a"], As = "0:0" },
        new CommandOptions { Run = ["a"], Directory = "/" },
        new CommandOptions { Run = ["a"], Description = new string('a', 1024) },
        new CommandOptions { Run = ["a"], Environment = Variables(256) },
        new CommandOptions { Run = ["a"], Environment = new Dictionary<string, string> { ["A"] = LongestText } },
        new CommandOptions { Run = ["a"], Environment = new Dictionary<string, string> { ["PATH"] = "/opt/bin:/bin" } },
        new CommandOptions { Run = ["a"], PassEnvironment = [.. Variables(256).Keys] },
        new CommandOptions { Run = ["a"], Timeout = TimeSpan.FromMilliseconds(1) },
        new CommandOptions { Run = ["a"], Timeout = TimeSpan.FromDays(49) },
        new CommandOptions { Run = ["a"], Concurrency = 1, Queue = 65536 },
        new CommandOptions { Run = ["a"], Concurrency = 65536, Queue = 0 },
        new CommandOptions { Run = ["a"], MaxOutput = 0 },
        new CommandOptions { Run = ["a"], MaxOutput = 1L << 40 },
        new CommandOptions { Run = ["a"], Signals = [.. Enumerable.Repeat("TERM", 64)] },
        new CommandOptions { Run = ["a"], Signals = ["SIGTERM", "1", "64"] },
        new CommandOptions { Run = ["a"], Stdin = true },
        new CommandOptions { Shell = "a", Stdin = true },
        new CommandOptions { Scripts = "/a" },
        new CommandOptions { Run = ["a"], Allow = [.. Enumerable.Repeat(new AllowRuleOptions { Users = ["0"] }, 64)] },
        new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Users = [.. Enumerable.Repeat("0", 256)] }] },
        new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Containers = [$"id:{new string('0', 12)}", $"id:{new string('f', 64)}", "*", "web"] }] },
        new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Labels = ["a=", "a=b=c"], ImageLabels = ["a=b"], Groups = ["0"], Images = ["*"], Transports = ["unix"], Addresses = ["10.0.0.1/32", "::/0", "fd00::1"] }] },
        new CommandOptions { Shell = "a", Parameters = [.. Parameters(64)] },
        new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "_" + new string('a', 63), MaxLength = 1 }] },
        new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", MaxLength = 65536 }] },
        new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Values = [LongestText], Default = LongestText }] },
        new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = new string('a', 1024) }] },
        new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x" }, new ParameterOptions { Name = "y", Optional = true }, new ParameterOptions { Name = "z", Default = "z" }] },
        new CommandOptions { Run = ["/opt/{x}"], Parameters = [new ParameterOptions { Name = "x", Values = ["a", "b"] }] },
        new CommandOptions { Run = ["/opt/{x}"], Parameters = [new ParameterOptions { Name = "x", Values = ["a", "b"], Optional = true, Default = "a" }] },
        new CommandOptions { Run = ["/opt/{x}", "{y}"], Parameters = [new ParameterOptions { Name = "x", Values = ["a", "b"] }, new ParameterOptions { Name = "y" }] },
    };

    public static TheoryData<CommandOptions, string> Wrong => new()
    {
        { new CommandOptions { Run = [.. Enumerable.Repeat("a", 1025)] }, "Run has 1025 elements; at most 1024 are wanted" },
        { new CommandOptions { Run = ["a", LongestText + "a"] }, "Run:1 has 131072 characters; at most 131071 are wanted" },
        { new CommandOptions { Run = [""] }, "Run:0 is empty; a program is wanted" },
        { new CommandOptions { Run = ["a", "\0"] }, "Run:1 contains a NUL; a text without is wanted" },
        { new CommandOptions { Run = ["a"], Scripts = "/b" }, "Scripts is set beside Run; one of Run, Shell, Scripts and Docker is wanted" },
        { new CommandOptions { Shell = "a", Scripts = "/b" }, "Scripts is set beside Shell; one of Run, Shell, Scripts and Docker is wanted" },
        { new CommandOptions { Shell = "" }, "Shell is empty; a line for the shell is wanted" },
        { new CommandOptions { Shell = "a\0" }, "Shell contains a NUL; a text without is wanted" },
        { new CommandOptions { Scripts = "/a\0" }, "Scripts is \"/a\0\"; an absolute path on the target is wanted" },
        { new CommandOptions { Scripts = "/a", Stdin = true }, "Stdin is true, but scripts read from /dev/null; false is wanted" },
        { new CommandOptions(), "Run is missing or empty; a list of a program and its arguments, or Shell, Scripts or Docker is wanted" },
        { new CommandOptions { Run = ["a"], As = ":group" }, "As is \":group\"; USER or USER:GROUP is wanted" },
        { new CommandOptions { Run = ["a"], As = "user:" }, "As is \"user:\"; USER or USER:GROUP is wanted" },
        { new CommandOptions { Run = ["a"], As = ":" }, "As is \":\"; USER or USER:GROUP is wanted" },
        { new CommandOptions { Run = ["a"], As = "a\0" }, "As is \"a\0\"; USER or USER:GROUP is wanted" },
        { new CommandOptions { Run = ["a"], Directory = "/a\0" }, "Directory is \"/a\0\"; an absolute path on the target is wanted" },
        { new CommandOptions { Run = ["a"], Description = new string('a', 1025) }, "Description has 1025 characters; at most 1024 are wanted" },
        { new CommandOptions { Run = ["a"], Environment = Variables(257) }, "Environment has 257 variables; at most 256 are wanted" },
        { new CommandOptions { Run = ["a"], Environment = new Dictionary<string, string> { ["A"] = "\0" } }, "Environment:A contains a NUL; a text without is wanted" },
        { new CommandOptions { Run = ["a"], Environment = new Dictionary<string, string> { ["A=B"] = "" } }, "Environment:A=B is no name; one that is not empty, without = and NUL, and not HOSTIPC_* is wanted" },
        { new CommandOptions { Run = ["a"], PassEnvironment = [.. Variables(257).Keys] }, "PassEnvironment has 257 names; at most 256 are wanted" },
        { new CommandOptions { Run = ["a"], PassEnvironment = ["LANG", "PATH"] }, "PassEnvironment has \"PATH\", which no request may set; names other than those of the loader, a shell's startup, PATH and HOSTIPC_* are wanted" },
        { new CommandOptions { Run = ["a"], Timeout = TimeSpan.FromTicks(9999) }, "Timeout is 00:00:00.0009999; 00:00:00.0010000 to 49.00:00:00 is wanted" },
        { new CommandOptions { Run = ["a"], Timeout = TimeSpan.FromDays(49) + TimeSpan.FromTicks(1) }, "Timeout is 49.00:00:00.0000001; 00:00:00.0010000 to 49.00:00:00 is wanted" },
        { new CommandOptions { Run = ["a"], Concurrency = 65537 }, "Concurrency is 65537; 1 to 65536 is wanted" },
        { new CommandOptions { Run = ["a"], Concurrency = 1, Queue = -1 }, "Queue is -1; 0 to 65536 is wanted" },
        { new CommandOptions { Run = ["a"], Concurrency = 1, Queue = 65537 }, "Queue is 65537; 0 to 65536 is wanted" },
        { new CommandOptions { Run = ["a"], Queue = 1 }, "Queue is 1, but nobody ever waits without Concurrency; set that too" },
        { new CommandOptions { Run = ["a"], MaxOutput = (1L << 40) + 1 }, "MaxOutput is 1099511627777; 0 to 1099511627776 is wanted" },
        { new CommandOptions { Run = ["a"], Signals = [.. Enumerable.Repeat("TERM", 65)] }, "Signals has 65 names; at most 64 are wanted" },
        { new CommandOptions { Run = ["a"], Signals = ["TERM", "BANG"] }, "Signals has \"BANG\", which is no signal; names such as TERM, or numbers from 1 to 64 are wanted" },
        { new CommandOptions { Run = ["a"], Allow = [.. Enumerable.Repeat(new AllowRuleOptions { Users = ["0"] }, 65)] }, "Allow has 65 rules; at most 64 are wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions()] }, "Allow names nothing, which would let anybody; one or more of Users, Groups, Containers, Images, Labels, ImageLabels, Transports, Addresses are wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Users = [.. Enumerable.Repeat("0", 257)] }] }, "Allow:Users has 257 elements; at most 256 are wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Groups = [""] }] }, "Allow:Groups has \"\"; a text that is not empty is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Images = [""] }] }, "Allow:Images has \"\"; a text that is not empty is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Transports = [""] }] }, "Allow:Transports has \"\"; a text that is not empty is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Containers = [""] }] }, "Allow:Containers has \"\"; a text that is not empty is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Labels = ["=x"] }] }, "Allow:Labels has \"=x\"; key=value is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { ImageLabels = ["x"] }] }, "Allow:ImageLabels has \"x\"; key=value is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Containers = ["id:01234567890"] }] }, "Allow:Containers has \"id:01234567890\"; id: and the first 12 to 64 hexadecimal digits of an id, in small letters, is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Containers = ["id:0123456789AB"] }] }, "Allow:Containers has \"id:0123456789AB\"; id: and the first 12 to 64 hexadecimal digits of an id, in small letters, is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Containers = [$"id:{new string('0', 65)}"] }] }, $"Allow:Containers has \"id:{new string('0', 65)}\"; id: and the first 12 to 64 hexadecimal digits of an id, in small letters, is wanted" },
        { new CommandOptions { Run = ["a"], Allow = [new AllowRuleOptions { Addresses = ["10.0.0.1/"] }] }, "Allow:Addresses has \"10.0.0.1/\"; an address, or a network as ADDRESS/BITS, is wanted" },
        { new CommandOptions { Shell = "a", Parameters = [.. Parameters(65)] }, "Parameters has 65 elements; at most 64 are wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = new string('a', 65) }] }, $"Parameters:0:Name is \"{new string('a', 65)}\"; a letter or underscore, then letters, digits, '_', '-', 64 at most, are wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions()] }, "Parameters:0:Name is \"\"; a letter or underscore, then letters, digits, '_', '-', 64 at most, are wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "a.b" }] }, "Parameters:0:Name is \"a.b\"; a letter or underscore, then letters, digits, '_', '-', 64 at most, are wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x" }, new ParameterOptions { Name = "x" }] }, "Parameters:1:Name is \"x\", as one before it; another name is wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "a", Values = ["b"] }] }, "Parameters:0:Values is set beside Pattern; one of the two is wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Pattern = "" }] }, "Parameters:0:Pattern has 0 characters; 1 to 1024 are wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", MaxLength = 0 }] }, "Parameters:0:MaxLength is 0; 1 to 65536 is wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", MaxLength = 65537 }] }, "Parameters:0:MaxLength is 65537; 1 to 65536 is wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Values = ["b", "a\0"] }] }, "Parameters:0 has a value that contains a NUL; a text without is wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Default = LongestText + "a" }] }, "Parameters:0 has a value that has 131072 characters; at most 131071 are wanted" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Optional = true }, new ParameterOptions { Name = "y" }] }, "Parameters:1:Optional is false behind a parameter that may be left out; true is wanted, or another order" },
        { new CommandOptions { Shell = "a", Parameters = [new ParameterOptions { Name = "x", Default = "x" }, new ParameterOptions { Name = "y" }] }, "Parameters:1:Optional is false behind a parameter that may be left out; true is wanted, or another order" },
        { new CommandOptions { Run = ["a", "{x}"] }, "Run:1 has {x}, but there is no parameter of that name; one of Parameters is wanted, or {{x}} for the text itself" },
        { new CommandOptions { Run = ["a", "{x}{p0}"], Parameters = [.. Parameters(1)] }, "Run:1 has {x}, but there is no parameter of that name; one of Parameters is wanted, or {{x}} for the text itself" },
        { new CommandOptions { Run = ["a", "{p1}"], Parameters = [.. Parameters(2)] }, "Run has no placeholder for the parameter p0; {p0} is wanted in one of its elements" },
        { new CommandOptions { Run = ["a", "{p0}"], Parameters = [.. Parameters(2)] }, "Run has no placeholder for the parameter p1; {p1} is wanted in one of its elements" },
        { new CommandOptions { Run = ["/opt/{x}"], Parameters = [new ParameterOptions { Name = "x" }] }, "Run:0 leaves the program to the request; a program, or a parameter with Values, is wanted" },
        { new CommandOptions { Run = ["/opt/{x}"], Parameters = [new ParameterOptions { Name = "x", Values = ["a"], Optional = true }] }, "Run:0 leaves the program to the request; a program, or a parameter with Values, is wanted" },
        { new CommandOptions { Run = ["/opt/{x}"], Parameters = [new ParameterOptions { Name = "x", Default = "a" }] }, "Run:0 leaves the program to the request; a program, or a parameter with Values, is wanted" },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void Settings_WhenTheyReachABound_ThenNothingIsWrong(CommandOptions options) => FindFaults(options).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Settings_WhenTheyPassABound_ThenOneMessageSaysWhatIsTaken(CommandOptions options, string expected) => FindFaults(options).ShouldBe([expected]);

    [Fact]
    public void Settings_WhenAFunctionHandlesTheCommand_ThenItRunsNothingElse()
    {
        CommandOptionsCheck.FindFaults(new CommandOptions { Handler = Handler }).ShouldBeEmpty();
        Describe(CommandOptionsCheck.FindFaults(new CommandOptions { Handler = Handler, Run = ["a"], Scripts = "/b" })).ShouldBe(
            ["Run is set, but a function handles the command; one or the other is wanted", "Scripts is set, but a function handles the command; one or the other is wanted"]);
    }

    [Fact]
    public void Settings_WhenASectionIsWrong_ThenItsOwnFaultsAreNamed()
    {
        Describe(CommandOptionsCheck.FindFaults(new WrongCommand("{site}") { Parameters = [new ParameterOptions { Name = "site" }] })).ShouldBe(["Part:A is wrong"]);
        Describe(CommandOptionsCheck.FindFaults(new WrongCommand("{site}") { Run = ["a", "{site}"], Parameters = [new ParameterOptions { Name = "site" }] })).ShouldBe(
            ["Part is set beside Run; one of Run, Shell, Scripts and Docker is wanted", "Part:A is wrong"]);
        Describe(CommandOptionsCheck.FindFaults(new WrongCommand("{site}") { Parameters = [new ParameterOptions { Name = "other" }] })).ShouldBe(
            ["Part:A is wrong", "Part:B has {site}, but there is no parameter of that name; one of Parameters is wanted, or {{site}} for the text itself",
                "Part has no placeholder for the parameter other; {other} is wanted in one of its elements"]);
    }

    private static string[] Describe(IEnumerable<ValidationError> faults) => [.. faults.Select(fault => $"{fault.Key} {fault.Message}")];

    private static string[] FindFaults(CommandOptions options) => Describe(CommandOptionsCheck.FindFaults(options));

    private static Dictionary<string, string> Variables(int count) => Enumerable.Range(0, count).ToDictionary(i => $"V{i}", _ => "");

    private static IEnumerable<ParameterOptions> Parameters(int count) => Enumerable.Range(0, count).Select(i => new ParameterOptions { Name = $"p{i}" });

    private static ValueTask<int> Handler(CommandContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class WrongCommand(string text) : CommandOptions
    {
        public override string SectionKey => "Part";

        public override string Summary => text;

        public override IReadOnlyList<SettingTemplate> Templates => [new SettingTemplate("Part:B", text)];

        public override CommandHandler CreateHandler() => CommandOptionsBoundTests.Handler;

        public override IEnumerable<ValidationError> FindSectionFaults() => [new ValidationError("Part:A", "is wrong")];
    }
}
