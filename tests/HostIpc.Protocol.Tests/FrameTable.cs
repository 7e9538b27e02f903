using System.Globalization;
using System.Text.RegularExpressions;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

/// <summary>The table of frames in docs/protocol.md. Tests take from it what the code must do, so that a new type is written down once beside the code.</summary>
internal static partial class FrameTable
{
    /// <summary>The bound of a request, which the document leaves to a setting.</summary>
    public const int MaxRequest = 1000;

    public static IReadOnlyList<FrameRow> Rows { get; } = [.. RowPattern().Matches(HexBlock.Document).Select(Read)];

    /// <summary>Whether a side may send a type. Either side takes ping and pong; the document gives each to the side that uses it.</summary>
    public static bool Allows(FrameType type, FrameSide sender) =>
        Rows.Any(row => row.Type == type && (row.Sender == sender || type is FrameType.Ping or FrameType.Pong));

    private static FrameRow Read(Match row) => new(
        (FrameType)Number(row.Groups["type"].Value),
        row.Groups["name"].Value,
        row.Groups["from"].Value == "client" ? FrameSide.Client : FrameSide.Server,
        row.Groups["longest"].Success ? Number(row.Groups["longest"].Value) : MaxRequest);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<type>\d+) \| `(?<name>[a-z]+)` \| (?<from>client|server) \| .* \| (?:[^|]*?(?<longest>\d+)|at most `Limits:MaxRequestBytes`) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
