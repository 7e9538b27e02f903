namespace HostIpc.Modules;

/// <summary>What the lines are made of that a server which has started shows the operator to try.</summary>
/// <param name="Client">How the client program <c>hostipc</c> is called in a terminal of this machine, ready for a shell.</param>
/// <param name="OpensShell">Whether shell lines are run. If not, no command of the policy must be named: not everybody who reads the console may know them.</param>
/// <param name="ShowLog">The command that shows the server's console, where it runs in a container; else null.</param>
/// <param name="LogFile">The path of the log file; null for none.</param>
public sealed record StartupTrial(string Client, bool OpensShell, string? ShowLog = null, string? LogFile = null)
{
    /// <summary>A shell line that is safe to run anywhere and shows where it ran.</summary>
    public const string Line = "echo hello from $(uname -n)";

    /// <summary>Quotes a word for a shell, where it needs quotes.</summary>
    /// <param name="word">The word.</param>
    public static string Quote(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._:-+,@".Contains(letter, StringComparison.Ordinal)) ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
