using System.Buffers;
using System.Text;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>A request on its way. A value, since there is one for every line.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Request">What is asked for.</param>
/// <param name="Peer">Who asks.</param>
/// <param name="IsListed">Whether the log has it.</param>
internal readonly record struct ReceivedRequest(long Id, CommandRequest Request, Peer Peer, bool IsListed)
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_");

    /// <summary>The request as a line, for the log: the line itself, or its argv.</summary>
    public ReadOnlySpan<byte> Text => TextOf(Request);

    /// <inheritdoc cref="Text"/>
    public static ReadOnlySpan<byte> TextOf(CommandRequest request) => request.Arguments is { } arguments ? TextOf(arguments) : request.Line.Span;

    /// <summary>An argv as a line: quoted so that a shell would take it apart into the same words.</summary>
    public static byte[] TextOf(IReadOnlyList<string> arguments)
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
