using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Protocol;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

public sealed class CommandSettingsTests
{
    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_AUDIT")]
    [InlineData("BASH_ENV")]
    [InlineData("ENV")]
    [InlineData("IFS")]
    [InlineData("PATH")]
    [InlineData("GCONV_PATH")]
    [InlineData("HOSTIPC_ID")]
    [InlineData("BASH_FUNC_ls%%")]
    [InlineData("A=B")]
    [InlineData("")]
    [InlineData("OTHER")]
    [InlineData("lang")]
    public void Environment_WhenTheCommandDoesNotPassIt_ThenTheRequestIsRefused(string name)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.PassEnvironment) = (["env"], ["LANG"]));
        AskWith(policy, new CommandSettings { Environment = new Dictionary<string, string> { [name] = "x" } }).ShouldBe("bad-arguments: it: takes no variables, or not this one");
    }

    [Fact]
    public void Environment_WhenTheCommandPassesIt_ThenItStandsOverTheFixedOne()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.PassEnvironment, options.Environment) = (["env"], ["LANG"], new Dictionary<string, string> { ["LANG"] = "C", ["MODE"] = "fixed" }));
        CommandSettings settings = Plan(policy, new CommandSettings { Environment = new Dictionary<string, string> { ["LANG"] = "de" } }).Settings!;
        settings.Environment.ShouldBe(new Dictionary<string, string> { ["LANG"] = "de", ["MODE"] = "fixed" }, ignoreOrder: true);
        Plan(policy, null).Settings!.Environment["LANG"].ShouldBe("C");
    }

    [Fact]
    public void Input_WhenTheCommandTakesNone_ThenItGetsNone()
    {
        Plan(Define(options => options.Run = ["cat"]), new CommandSettings { HasInput = true }).Settings!.HasInput.ShouldBeFalse();
        Plan(Define(options => (options.Run, options.Stdin) = (["cat"], true)), new CommandSettings { HasInput = true }).Settings!.HasInput.ShouldBeTrue();
        Plan(Define(options => (options.Run, options.Stdin) = (["cat"], true)), new CommandSettings()).Settings!.HasInput.ShouldBeFalse();
    }

    [Fact]
    public void Streams_WhenTheRequestMergesThem_ThenTheyAreMerged()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Directory) = (["cat"], "/srv"));
        Plan(policy, new CommandSettings { MergeStderr = true }).Settings!.MergeStderr.ShouldBeTrue();
        Plan(policy, new CommandSettings()).Settings!.MergeStderr.ShouldBeFalse();
        Plan(policy, null).Settings!.MergeStderr.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Output_WhenTheOptionSaysSo_ThenTheLogGetsIt(bool isLogged)
    {
        NamedCommandPolicy policy = isLogged ? Define(options => options.Run = ["cat"]) : Define(options => (options.Run, options.LogOutput) = (["cat"], false));
        policy.Decide(new CommandRequest(["it"]), Root, out ExecutionPlan plan).ShouldBeNull();
        plan.Command!.LogsOutput.ShouldBe(isLogged);
    }

    [Fact]
    public void Settings_WhenNeitherTheCommandNorTheRequestHasAny_ThenThereAreNone() => Plan(Define(options => options.Run = ["cat"]), null).Settings.ShouldBeNull();

    [Fact]
    public void Directory_WhenTheRequestNamesOne_ThenItIsRefusedAndTheCommandsOwnStands()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Directory) = (["pwd"], "/srv"));
        AskWith(policy, new CommandSettings { Directory = "/tmp" }).ShouldBe("bad-arguments: it: takes no working directory");
        Plan(policy, null).Settings!.Directory.ShouldBe("/srv");
    }

    [Theory]
    [InlineData("/", "LANG", "shell ls")]
    [InlineData("/tmp/a b", "A", "shell ls")]
    [InlineData("tmp", "A", "bad-arguments: the working directory is \"tmp\"; an absolute path is wanted")]
    [InlineData("", "A", "bad-arguments: the working directory is \"\"; an absolute path is wanted")]
    [InlineData("/a\0b", "A", "bad-arguments: the working directory is \"/a\0b\"; an absolute path is wanted")]
    [InlineData(null, "LD_PRELOAD", "bad-arguments: a request may not set LD_PRELOAD")]
    [InlineData(null, "HOSTIPC_ID", "bad-arguments: a request may not set HOSTIPC_ID")]
    [InlineData(null, "A=B", "bad-arguments: env has a variable whose name is empty or contains = or NUL, or whose value contains NUL")]
    [InlineData("tmp", "PATH", "bad-arguments: the working directory is \"tmp\"; an absolute path is wanted")]
    public void Shell_WhenARequestHasSettings_ThenTheFirstThatIsWrongIsNamed(string? directory, string name, string expected)
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true);
        var settings = new CommandSettings { Directory = directory, Environment = new Dictionary<string, string> { [name] = "x", ["LAST"] = "x" } };
        Ask(policy, Root, new CommandRequest("ls"u8) { Settings = settings }).ShouldBe(expected);
        Ask(policy, Root, new CommandRequest(["ls"]) { Settings = settings }).ShouldBe(expected.Replace("shell ", "", StringComparison.Ordinal));
    }

    private static string AskWith(NamedCommandPolicy policy, CommandSettings settings) => Ask(policy, Root, new CommandRequest(["it"]) { Settings = settings });

    private static ExecutionPlan Plan(NamedCommandPolicy policy, CommandSettings? settings)
    {
        policy.Decide(new CommandRequest(["it"]) { Settings = settings }, Root, out ExecutionPlan plan).ShouldBeNull();
        return plan;
    }
}
