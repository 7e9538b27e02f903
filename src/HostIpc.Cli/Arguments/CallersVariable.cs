using System.Text.Unicode;

namespace HostIpc.Cli.Arguments;

/// <summary>Reads a variable of the caller's environment, for <c>--env NAME</c>.</summary>
internal static class CallersVariable
{
    private const char Replacement = '\ufffd';
    private const string RawEnvironment = "/proc/self/environ";

    /// <summary>Its value; null where it is not set, or where <paramref name="fault"/> says why it cannot be sent.</summary>
    public static string? Read(string name, out string? fault)
    {
        fault = null;
        string? value = Environment.GetEnvironmentVariable(name);
        if (value is not null && value.Contains(Replacement, StringComparison.Ordinal) && !IsGenuine())
        {
            fault = $"the value of the variable {name} is not UTF-8, and cannot be sent to the server as it is";
            return null;
        }

        return value;
    }

    // The framework puts U+FFFD in place of bytes that are not UTF-8. It may have been there from the start.
    private static bool IsGenuine()
    {
        try
        {
            return Utf8.IsValid(File.ReadAllBytes(RawEnvironment));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // no /proc to tell
        }
    }
}
