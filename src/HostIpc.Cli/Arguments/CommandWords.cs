using System.CommandLine;

namespace HostIpc.Cli.Arguments;

/// <summary>
/// A command line cut in two: what is for <c>hostipc</c> itself, and the words of the command, which no parser is to see. <c>hostipc run ls --help</c> asks ls.
/// </summary>
/// <param name="Own">What is for <c>hostipc</c>.</param>
/// <param name="Command">The words of the command, as they were given.</param>
internal sealed record CommandWords(string[] Own, string[] Command)
{
    private const string Mark = "--";

    /// <summary>Cuts a command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="root">What it is made of: options, and verbs.</param>
    /// <param name="takesCommand">Whether a verb is followed by a command.</param>
    public static CommandWords Cut(string[] args, Command root, Predicate<Command> takesCommand)
    {
        int verb = SkipOptions(args, 0, root.Options);
        if (verb == args.Length || root.Subcommands.FirstOrDefault(command => command.Name == args[verb]) is not { } called || !takesCommand(called))
        {
            return new CommandWords(args, []);
        }

        int first = SkipOptions(args, verb + 1, [.. called.Options, .. root.Options]);
        bool isMarked = first < args.Length && args[first] == Mark;
        return new CommandWords(args[..first], args[(isMarked ? first + 1 : first)..]);
    }

    // To the first word that is neither an option nor the value of one.
    private static int SkipOptions(string[] args, int start, IList<Option> options)
    {
        int index = start;
        while (index < args.Length && args[index] is ['-', _, ..] and not Mark)
        {
            index += TakesNext(args[index], options) ? 2 : 1;
        }

        return Math.Min(index, args.Length);
    }

    private static bool TakesNext(string word, IList<Option> options) =>
        options.Any(option => (option.Name == word || option.Aliases.Contains(word)) && option.ValueType != typeof(bool));
}
