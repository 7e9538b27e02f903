using System.Globalization;
using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Asks results for success.</summary>
public static class CommandResultExtensions
{
    private const int MaxQuoted = 500;

    /// <summary>Whether the command exited by itself with 0, in time, and all of its output was let through.</summary>
    /// <param name="result">How it ended.</param>
    public static bool IsSuccess(this CommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result is { ExitCode: 0, TimedOut: false, OutputExceeded: false };
    }

    /// <summary>Throws unless the command succeeded.</summary>
    /// <param name="result">How it ended.</param>
    /// <returns>The same result.</returns>
    /// <exception cref="HostIpcCommandException">It did not succeed.</exception>
    public static CommandResult EnsureSuccess(this CommandResult result) => EnsureSuccess(result, "");

    /// <summary>Throws unless the command succeeded. The message ends with the end of what the command wrote to standard error.</summary>
    /// <param name="output">How it ended, and what it wrote.</param>
    /// <returns>The same output.</returns>
    /// <exception cref="HostIpcCommandException">It did not succeed.</exception>
    public static CommandOutput EnsureSuccess(this CommandOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _ = EnsureSuccess(output.Result, output.Result.IsSuccess() ? "" : Quote(output.ErrorText));
        return output;
    }

    private static CommandResult EnsureSuccess(CommandResult result, string quote) => result.IsSuccess() ? result
        : throw new HostIpcCommandException($"{Describe(result)}{(quote.Length > 0 ? $": {quote}" : "")}", result);

    private static string Describe(CommandResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(result.TimedOut ? "the command's time was up: it " : result.OutputExceeded ? "the command wrote more than it may: it " : "the command ")}{(result.Signal is { } signal ? $"was ended by signal {signal}" : result.ExitCode is { } code ? $"exited with {code}" : "was given up")}");

    // The last lines say why, most often. One line, and nothing in it that drives a terminal.
    private static string Quote(string text)
    {
        string trimmed = text.Trim();
        string end = trimmed.Length <= MaxQuoted ? trimmed : $"…{trimmed[^MaxQuoted..]}";
        var quoted = new StringBuilder(end.Length);
        foreach (char character in end)
        {
            quoted.Append(char.IsControl(character) || char.IsSurrogate(character) && end.Length > MaxQuoted ? ' ' : character);
        }

        return quoted.ToString();
    }
}
