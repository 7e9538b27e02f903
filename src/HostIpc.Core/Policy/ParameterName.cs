using System.Buffers;

namespace HostIpc.Policy;

/// <summary>The names that a parameter may have: a letter or underscore, then letters, digits, underscores and hyphens, 64 characters at most.</summary>
internal static class ParameterName
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength && (char.IsAsciiLetter(name[0]) || name[0] == '_') && !name.ContainsAnyExcept(Allowed);
}
