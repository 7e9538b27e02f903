namespace HostIpc.Policy;

/// <summary>A parameter of a command: what a request may say at its place. A value never holds a control character.</summary>
public sealed class ParameterOptions
{
    /// <summary>The default of <see cref="MaxLength"/>, in characters.</summary>
    public const int DefaultMaxLength = 256;

    /// <summary>The largest value of <see cref="MaxLength"/>, in characters.</summary>
    public const int MostLength = 65536;

    /// <summary>Its name: a letter or underscore, then letters, digits, <c>_</c>, <c>-</c>. Unique in the command.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// A regular expression that the whole value must match; it is anchored at both ends and run without backtracking, so no lookaround and no back
    /// references. At most 1024 characters. Default null: none. Either this or <see cref="Values"/>; with neither, any text is taken.
    /// </summary>
    public string? Pattern { get; set; }

    /// <summary>The values that are taken, exactly as they are. Default empty: any that <see cref="Pattern"/> matches.</summary>
    public IList<string> Values { get; set; } = [];

    /// <summary>
    /// Whether it may be left out. Default false. One that is left out and has no <see cref="Default"/> takes the element of <c>Run</c> that holds
    /// its placeholder with it. Those that follow must be optional too.
    /// </summary>
    public bool Optional { get; set; }

    /// <summary>The value where it is left out, which makes it optional. The operator's own: it is not checked. Default null: none.</summary>
    public string? Default { get; set; }

    /// <summary>The longest value, in characters. Default 256, 1 to 65536.</summary>
    public int MaxLength { get; set; } = DefaultMaxLength;

    /// <summary>
    /// Whether a value may begin with <c>-</c>. Default false. Where it may, the program can take it for an option, unless the placeholder stands behind something else in its element or behind a
    /// <c>--</c> that the program knows.
    /// </summary>
    public bool AllowLeadingDash { get; set; }
}
