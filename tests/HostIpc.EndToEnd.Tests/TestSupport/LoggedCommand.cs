namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>What the log says of one request.</summary>
internal sealed record LoggedCommand(IReadOnlyList<LogRecord> Records)
{
    public IReadOnlyList<string> Output => Texts('>');

    public IReadOnlyList<string> Error => Texts('!');

    /// <summary>The text of the <c>=</c> record, or of the <c>x</c> record behind an x; null while there is none.</summary>
    public string? End => Records.Where(record => record.Mark is '=' or 'x').Select(record => record.Mark == 'x' ? $"x {record.Text}" : record.Text).SingleOrDefault();

    public override string ToString() => string.Join('\n', Records);

    private IReadOnlyList<string> Texts(char mark) => [.. Records.Where(record => record.Mark == mark).Select(record => record.Text)];
}
