using System.Buffers;

namespace HostIpc.Docker.Commands;

/// <summary>What a text may be that the engine is to find a container by: a name, or the beginning of an id.</summary>
internal static class ContainerReference
{
    // Names that are longer can be given, and nobody does.
    private const int Longest = 255;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>Whether it is one, by what the engine lets a container be named (<c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>).</summary>
    public static bool IsValid(string text) => text.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);
}
