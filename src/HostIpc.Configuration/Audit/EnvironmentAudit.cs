using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds variables in <c>PassEnvironment</c> by which a request has a program run other code than the operator chose.</summary>
internal static class EnvironmentAudit
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        // Of programs that others start.
        "HOME", "PAGER", "MANPAGER", "EDITOR", "VISUAL", "SUDO_EDITOR", "SUDO_ASKPASS", "SSH_ASKPASS", "BROWSER", "LESSOPEN", "LESSCLOSE", "LESS", "TERMINFO", "TERMCAP", "MAILCAPS",

        // Of where programs look for what they load and are configured by.
        "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_RUNTIME_DIR", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "CURL_HOME", "WGETRC", "INPUTRC", "TMPDIR", "MAKEFLAGS", "MAKEFILES",
        "DOCKER_HOST", "DOCKER_CONFIG", "KUBECONFIG", "ANSIBLE_CONFIG", "RSYNC_RSH", "TAR_OPTIONS", "TAPE", "VIMINIT", "EXINIT", "GNUPGHOME", "PSQLRC", "PGSERVICEFILE", "MYSQL_HOME",

        // Of languages and their runtimes.
        "CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS", "AWKPATH", "AWKLIBPATH", "GOFLAGS", "TCLLIBPATH", "R_PROFILE", "R_PROFILE_USER", "R_HOME", "GUILE_LOAD_PATH", "PHPRC", "PHP_INI_SCAN_DIR",
    };

    // Each has a dozen, and gets more with each version.
    private static readonly string[] Families =
    [
        "PYTHON", "PERL", "RUBY", "GEM_", "BUNDLE_", "NODE_", "NPM_", "npm_", "LUA_", "GIT_", "DOTNET_", "CORECLR_", "COMPlus_", "JULIA_", "ERL_", "CARGO_", "RUSTC_", "PIP_",
    ];

    public static IEnumerable<string> Find(AuditContext context)
    {
        foreach (CommandOptions command in context.Policy.Commands)
        {
            string[] risky = [.. command.PassEnvironment.Where(IsRisky)];
            if (risky.Length > 0)
            {
                yield return $"Commands:{command.Name}:PassEnvironment has {NameList.Of(risky)}: a request can have the program run other code by {(risky.Length == 1 ? "it" : "them")}. Set fixed values in Environment, or take a parameter with Values";
            }
        }
    }

    private static bool IsRisky(string name) => Names.Contains(name) || Families.Any(family => name.StartsWith(family, StringComparison.Ordinal));
}
