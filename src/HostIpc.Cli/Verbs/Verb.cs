using System.CommandLine;
using HostIpc.Cli.Arguments;

namespace HostIpc.Cli.Verbs;

/// <summary>
/// A verb of <c>hostipc</c>: what it takes, its help, and what it does. Its constructor adds its options and arguments.
/// </summary>
/// <param name="name">The word that calls it.</param>
internal abstract class Verb(string name) : Command(name)
{
    /// <summary>The ways to call it, one line each. They stand in the overview, and above its own help.</summary>
    public abstract UsageLine[] Usage { get; }

    /// <summary>The rest of its own help.</summary>
    public abstract string Details { get; }

    /// <summary>Whether the first word that is no option begins a command, which no parser may see.</summary>
    public virtual bool TakesCommand => false;

    /// <summary>Reads what it was given. The parser has found no fault with it.</summary>
    public abstract Invocation Read(VerbArguments arguments);

    /// <summary>Prints its own help.</summary>
    /// <returns>The exit code.</returns>
    public int PrintHelp()
    {
        var help = new UsageText();
        help.AddVerb(Name, Usage);
        return help.Print(Details);
    }
}
