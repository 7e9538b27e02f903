using System.Text.Unicode;

namespace HostIpc.Cli.Arguments;

/// <summary>
/// Finds arguments that were not UTF-8: the framework has put U+FFFD in place of such bytes, and the command would get another text than the one that was given. A request, which is
/// JSON, could not carry the bytes either.
/// </summary>
internal static class ArgumentBytes
{
    private const char Replacement = '\ufffd';
    private const string RawArguments = "/proc/self/cmdline";

    public static string? FindFault(string[] args)
    {
        string? suspect = Array.Find(args, static argument => argument.Contains(Replacement, StringComparison.Ordinal));
        return suspect is null || IsGenuine() ? null : $"the argument '{suspect}' is not UTF-8, and cannot be sent to the server as it is";
    }

    // The character may have been there from the start.
    private static bool IsGenuine()
    {
        try
        {
            return Utf8.IsValid(File.ReadAllBytes(RawArguments));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // no /proc to tell
        }
    }
}
