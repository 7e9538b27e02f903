using System.Buffers;
using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Requests;

/// <summary>An argv as a line, for the log: quoted so that a shell would take it apart into the same words.</summary>
internal static class CommandLineText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_");

    /// <summary>A request as a line: the line itself, or its argv.</summary>
    public static ReadOnlySpan<byte> Of(CommandRequest request) => request.Arguments is { } arguments ? Of(arguments) : request.Line.Span;

    public static byte[] Of(IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder();
        foreach (string argument in arguments)
        {
            text.Append(text.Length > 0 ? " " : "");
            if (argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Plain))
            {
                text.Append(argument);
            }
            else
            {
                text.Append('\'').Append(argument.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
