namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>A fenced block of a page that the runner has something to do with.</summary>
internal sealed record PageBlock
{
    /// <summary>The line of the page that its first line is on.</summary>
    public required int Line { get; init; }

    /// <summary>The word after the fence: sh, jsonc, yaml.</summary>
    public required string Language { get; init; }

    /// <summary>What the block has, each line with its line feed.</summary>
    public required string Text { get; init; }

    /// <summary>Where the reader is to write the block's text: the line before is <c>Write `/path`:</c>.</summary>
    public string? WriteTo { get; init; }

    /// <summary>Why the block is not run: <c>&lt;!-- not run: REASON --&gt;</c> before it.</summary>
    public string? NotRun { get; init; }

    /// <summary>What the page says that the commands print; null where it does not say.</summary>
    public string? Output { get; init; }

    /// <summary>What stand-ins on the host must have been called with when the commands have run: <c>&lt;!-- host ran: … --&gt;</c> after the block.</summary>
    public IReadOnlyList<string> HostRan { get; init; } = [];

    public bool IsCommands => Language == "sh" && WriteTo is null && NotRun is null;

    /// <summary>A policy, or any other part of a hostipc.json.</summary>
    public bool IsSettings => Language == "jsonc";
}
