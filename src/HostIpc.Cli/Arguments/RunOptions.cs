using System.Buffers;
using System.CommandLine;
using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Arguments;

/// <summary>What <c>run</c> takes before the command.</summary>
internal sealed class RunOptions
{
    // A word with one of these is hardly a program's name.
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create(" \t\n|&;<>$`*?");

    private readonly Option<string?> _directory = new("--cwd");
    private readonly Option<string[]> _environment = new("--env");
    private readonly Option<string?> _timeout = new("--timeout");
    private readonly Option<string?> _line = new("-c");
    private readonly Option<bool> _noInput = new("-n");

    public void AddTo(Command run)
    {
        run.Add(_directory);
        run.Add(_environment);
        run.Add(_timeout);
        run.Add(_line);
        run.Add(_noInput);
    }

    /// <summary>Makes the command.</summary>
    /// <param name="result">The options.</param>
    /// <param name="words">The words of the command.</param>
    /// <param name="fault">Why this is null.</param>
    public HostCommand? Read(ParseResult result, string[] words, out string? fault)
    {
        string? line = result.GetValue(_line);
        string? directory = result.GetValue(_directory);
        string? timeout = result.GetValue(_timeout);
        TimeSpan time = default;
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        fault = line is null && words.Length == 0 ? "a command is missing, or -c with a line"
            : line is not null && words.Length > 0 ? $"-c takes one line; {words[0]} after it is not known here"
            : line is null && words[0].Length == 0 ? "the command is empty"
            : directory is not null and not ['/', ..] ? $"--cwd wants an absolute path of the host, not '{directory}'"
            : timeout is not null && !Duration.TryParse(timeout, out time) ? $"--timeout wants seconds, or a number with ms, s, m or h, from 1ms to 49 days, not '{timeout}'"
            : result.GetResult(_environment) is not null ? AddVariables(environment, result.GetValue(_environment)!) : null;
        if (fault is not null)
        {
            return null;
        }

        HostCommand command = line is null ? HostCommand.FromArguments(words) : HostCommand.Shell(line);
        return command with { Directory = directory, Environment = environment, Timeout = timeout is null ? null : time };
    }

    /// <summary>Whether the command may have the caller's standard input.</summary>
    public bool TakesInput(ParseResult result) => !result.GetValue(_noInput);

    /// <summary>What was perhaps meant, for a command that is not found; null where nothing suggests itself.</summary>
    public static string? Suggest(string[] words) => words is [{ } word] && word.AsSpan().ContainsAny(ShellCharacters) ? $"for a line of words: hostipc run -c {Quote(word)}" : null;

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? AddVariables(Dictionary<string, string> environment, string[] variables)
    {
        foreach (string variable in variables)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0 || variable.Length == 0)
            {
                return $"--env wants NAME=VALUE, or NAME for the caller's value, not '{variable}'";
            }

            if (equals > 0)
            {
                environment[variable[..equals]] = variable[(equals + 1)..];
            }
            else if (CallersVariable.Read(variable, out string? fault) is { } value)
            {
                environment[variable] = value;
            }
            else if (fault is not null)
            {
                return fault;
            }
        }

        return environment.Count <= CommandSettings.MaxVariables ? null : $"--env can be given {CommandSettings.MaxVariables} times, not more";
    }
}
