using System.Text.Unicode;

namespace HostIpc.Cli.Arguments;

/// <summary>
/// Finds text of the caller that was not UTF-8: the framework has put U+FFFD in place of such bytes, and the command would get another text than the one that was given. A request, which is JSON, could not carry
/// the bytes either.
/// </summary>
internal static class OriginalText
{
    private const char Replacement = '\ufffd';
    private const string RawArguments = "/proc/self/cmdline";
    private const string RawEnvironment = "/proc/self/environ";

    /// <summary>Why an argument cannot be sent; null for none.</summary>
    public static string? FindArgumentFault(string[] args) =>
        Array.Find(args, IsSuspect) is { } suspect && !IsUtf8(RawArguments) ? $"the argument '{suspect}' is not UTF-8, and cannot be sent to the server as it is" : null;

    /// <summary>Why the value of a variable cannot be sent; null for nothing.</summary>
    public static string? FindVariableFault(string name, string value) =>
        IsSuspect(value) && !IsUtf8(RawEnvironment) ? $"the value of the variable {name} is not UTF-8, and cannot be sent to the server as it is" : null;

    // The character may have been there from the start.
    private static bool IsSuspect(string text) => text.Contains(Replacement, StringComparison.Ordinal);

    private static bool IsUtf8(string path)
    {
        try
        {
            return Utf8.IsValid(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // no /proc to tell
        }
    }
}
