namespace HostIpc;

/// <summary>What a program left behind.</summary>
internal sealed record ProgramOutput(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for messages that may come on either.</summary>
    public string All => Output + Error;

    /// <summary>The output without what surrounds it, after an exit with 0.</summary>
    public string Text
    {
        get
        {
            return ExitCode == 0 ? Output.Trim() : throw new Shouldly.ShouldAssertException(ToString());
        }
    }

    public override string ToString() => $"{CommandLine}: exit {ExitCode}\n{All}";
}
