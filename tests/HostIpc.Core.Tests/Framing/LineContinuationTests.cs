using System.Text;

namespace HostIpc.Framing;

public sealed class LineContinuationTests
{
    [Theory]
    [InlineData("cp a \\", true)]
    [InlineData("\\", true)]
    [InlineData("echo 'a' b\\", true)]
    [InlineData("echo \"a\\", true)]
    [InlineData("echo a#b \\", true)]
    [InlineData("echo \\\\\\", true)]
    [InlineData("echo \\\\", false)]
    [InlineData("echo 'a\\", false)]
    [InlineData("echo a # b\\", false)]
    [InlineData("# b\\", false)]
    [InlineData("echo \"a\\\"\" b", false)]
    [InlineData("echo \"a\" # b\\", false)]
    [InlineData("echo \"a\" b\\", true)]
    [InlineData("echo \"a 'b\\", true)]
    [InlineData("echo \"a # b\\", true)]
    [InlineData("echo 'a \"b' # c\\", false)]
    [InlineData("echo 'a'# b\\", true)]
    [InlineData("a\t#\\", false)]
    [InlineData("a;#\\", false)]
    [InlineData("a&#\\", false)]
    [InlineData("a|#\\", false)]
    [InlineData("(#\\", false)]
    [InlineData("(a)#\\", false)]
    [InlineData("a<#\\", false)]
    [InlineData("a>#\\", false)]
    [InlineData("a\\ #\\", true)]
    [InlineData("echo a", false)]
    [InlineData("", false)]
    public void Line_WhenItEndsInABackslash_ThenItIsAPieceUnlessTheBackslashIsQuoted(string line, bool expected) =>
        LineFaults.IsContinued(Encoding.UTF8.GetBytes(line)).ShouldBe(expected);
}
