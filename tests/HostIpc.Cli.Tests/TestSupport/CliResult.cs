using System.Text;

namespace HostIpc.Cli.TestSupport;

/// <summary>What came of running <c>hostipc</c>.</summary>
internal sealed record CliResult(int ExitCode, byte[] Output, string Error)
{
    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>That it failed as an error has to: with the exit code, one line on standard error, and nothing on standard output.</summary>
    public void ShouldFailWith(int exitCode, string saying = "")
    {
        ExitCode.ShouldBe(exitCode, Error);
        OutputText.ShouldBeEmpty();
        Error.ShouldStartWith("hostipc: ");
        Error.ShouldEndWith("\n");
        Error.Count(character => character == '\n').ShouldBe(1, Error);
        Error.ShouldContain(saying);
    }
}
