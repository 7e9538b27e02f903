using HostIpc.Text;

namespace HostIpc.Core.Tests.Requests;

/// <summary>The variables that no request may set, each by its name: a list that grows shorter is a hole.</summary>
public sealed class VariableNameTests
{
    public static TheoryData<string> Forbidden => new(
        "PATH", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "HOSTALIASES", "RESOLV_HOST_CONF", "MALLOC_TRACE", "TZDIR",
        "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "IFS", "CDPATH", "GLOBIGNORE", "FPATH", "ZDOTDIR", "SHELL",
        "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_", "BASH_FUNC_ls%%", "BASH_FUNC_", "HOSTIPC_ID", "HOSTIPC_");

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void FindFault_WhenTheVariableIsForbidden_ThenItIsNamed(string name) => VariableName.FindFault(name, "x").ShouldBe($"a request may not set {name}");

    [Theory]
    [InlineData("LANG")]
    [InlineData("path")]
    [InlineData("MY_PATH")]
    [InlineData("PATHS")]
    [InlineData("LD")]
    [InlineData("X_LD_PRELOAD")]
    [InlineData("HOSTIPC")]
    [InlineData("a b")]
    public void FindFault_WhenTheVariableIsAnother_ThenThereIsNone(string name)
    {
        VariableName.FindFault(name, "x").ShouldBeNull();
        VariableName.FindFault(name, "").ShouldBeNull();
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A\0", "x")]
    [InlineData("A", "x\0")]
    public void FindFault_WhenItIsNoVariable_ThenItSaysSo(string name, string value) =>
        VariableName.FindFault(name, value).ShouldBe("env has a variable whose name is empty or contains = or NUL, or whose value contains NUL");

    [Theory]
    [InlineData("", false)]
    [InlineData("=", false)]
    [InlineData("\0", false)]
    [InlineData("HOSTIPC_ID", true)]
    [InlineData("a", true)]
    public void IsName_WhenItCouldBeOne_ThenItIs(string name, bool expected) => VariableName.IsName(name).ShouldBe(expected);

    [Theory]
    [InlineData("HOSTIPC_ID", true)]
    [InlineData("HOSTIPC_", true)]
    [InlineData("HOSTIPC", false)]
    [InlineData("hostipc_id", false)]
    public void IsOwn_WhenItIsOneOfTheServers_ThenItsBeginningSaysSo(string name, bool expected) => VariableName.IsOwn(name).ShouldBe(expected);
}
