using System.Buffers;

namespace HostIpc.Requests;

/// <summary>The names that a command may have: 1 to 64 letters, digits, dots, underscores and hyphens.</summary>
internal static class CommandName
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Allowed);
}
