using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The user that commands run as, read from the target's own /etc/passwd: a static binary has no name service to ask.</summary>
/// <param name="Name">The login name, or the number where the file has none.</param>
/// <param name="Home">The home directory, or <c>/</c>.</param>
internal sealed record TargetAccount(string Name, string Home)
{
    /// <summary>Looks the server's own user up, once: a command runs as the server does.</summary>
    public static TargetAccount Find(ExecutionTarget target)
    {
        uint user = Libc.GetEUid();
        string number = user.ToString(CultureInfo.InvariantCulture);
        foreach (string line in TargetFiles.ReadLines(TargetFiles.RootOf(target) + "/etc/passwd"))
        {
            // name:password:uid:gid:comment:home:shell, passwd(5)
            string[] fields = line.Split(':');
            if (fields.Length >= 6 && fields[2] == number)
            {
                return new TargetAccount(fields[0], fields[5]);
            }
        }

        return user == 0 ? new TargetAccount("root", "/root") : new TargetAccount(number, "/");
    }
}
