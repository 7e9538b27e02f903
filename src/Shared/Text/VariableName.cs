namespace HostIpc.Text;

/// <summary>Which variables a request may set at all, whatever the policy.</summary>
internal static class VariableName
{
    // What makes the dynamic loader, the C library or a shell run or load something before the program's own code does.
    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "PATH", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "HOSTALIASES", "RESOLV_HOST_CONF", "MALLOC_TRACE", "TZDIR",
        "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "IFS", "CDPATH", "GLOBIGNORE", "FPATH", "ZDOTDIR", "SHELL",
    };

    private static readonly string[] ForbiddenBeginnings = ["LD_", "BASH_FUNC_"];

    /// <summary>Whether it can be the name of a variable at all.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAny('=', '\0');

    /// <summary>Whether it is one of those by which the server tells a command of its request.</summary>
    public static bool IsOwn(string name) => name.StartsWith("HOSTIPC_", StringComparison.Ordinal);

    /// <summary>What is wrong with a name and its value, for the peer; null for nothing.</summary>
    public static string? FindFault(string name, string value) =>
        !IsName(name) || value.Contains('\0', StringComparison.Ordinal)
            ? "env has a variable whose name is empty or contains = or NUL, or whose value contains NUL"
        : Forbidden.Contains(name) || IsOwn(name) || Array.Exists(ForbiddenBeginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal))
            ? $"a request may not set {name}"
        : null;
}
