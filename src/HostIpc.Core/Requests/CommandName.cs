using System.Buffers;

namespace HostIpc.Requests;

/// <summary>The names that a command may have: 1 to 64 letters, digits, dots, underscores and hyphens.</summary>
public static class CommandName
{
    /// <summary>How many characters a name may have.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether it can be the name of a command.</summary>
    /// <param name="name">The name.</param>
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Allowed);

    /// <summary>Finds what is wrong with a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>What is allowed, to stand behind the name; null for a valid one.</returns>
    public static string? FindFault(string name) => IsValid(name) ? null : $"is no command name: 1 to {MaxLength} letters, digits, '.', '_', '-' are wanted";
}
