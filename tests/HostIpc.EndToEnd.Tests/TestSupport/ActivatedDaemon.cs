using System.Diagnostics;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A daemon whose socket the system manager holds, played by a few programs with the right names: process 1 of a pid namespace is called systemd and listens, and whoever connects has one
/// called dockerd started.
/// </summary>
internal sealed class ActivatedDaemon : IAsyncDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-e2e-").FullName;
    private readonly List<Process> _processes = [];
    private string[] _enter = [];

    public string Socket => $"{_directory}/docker.sock";

    /// <summary>Its own, for whoever runs beside it.</summary>
    public string Place => _directory;

    /// <summary>What was asked on its socket, a line each; one more for each start that a connection made.</summary>
    public string[] Asked => File.Exists($"{_directory}/asked") ? File.ReadAllLines($"{_directory}/asked") : [];

    public static async Task<ActivatedDaemon> CreateAsync(string socat)
    {
        var daemon = new ActivatedDaemon();
        File.Copy(socat, $"{daemon._directory}/systemd");
        File.Copy(Programs.Find("sleep")!, $"{daemon._directory}/dockerd");
        await File.WriteAllTextAsync($"{daemon._directory}/answer", $$"""
            #!/bin/sh
            cd {{daemon._directory}}
            read -r line
            echo "$line" >> asked
            [ -e alive ] || { touch alive; echo activated >> asked; ./dockerd 1000 & }
            case $line in
            *_ping*) printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK' ;;
            *) printf 'HTTP/1.1 200 OK\r\n\r\n'; while [ -e alive ]; do sleep 0.1; done ;;
            esac
            """);
        File.SetUnixFileMode($"{daemon._directory}/answer", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Process manager = daemon.Start("unshare", "--kill-child", "--pid", "--fork", "--mount-proc", $"{daemon._directory}/systemd", $"UNIX-LISTEN:{daemon.Socket},fork", $"EXEC:{daemon._directory}/answer");
        string first = await Eventually.Finds(() => Task.FromResult(File.ReadAllText($"/proc/{manager.Id}/task/{manager.Id}/children").Trim()), found => found.Length > 0 && File.Exists(daemon.Socket));
        daemon._enter = ["--target", first, "--pid", "--mount", "--"];
        return daemon;
    }

    /// <summary>Starts a program beside it.</summary>
    public Process StartBeside(params string[] command) => Start("nsenter", [.. _enter, .. command]);

    /// <summary>Starts it as its system manager does.</summary>
    /// <returns>Its process, which is there for as long as it takes.</returns>
    public Process StartDaemon()
    {
        Process daemon = StartBeside($"{_directory}/dockerd", "1000");
        File.WriteAllText($"{_directory}/alive", "");
        return daemon;
    }

    /// <summary>Has it close its connections, as one does that begins to end.</summary>
    public void BreakConnections() => File.Delete($"{_directory}/alive");

    public ValueTask DisposeAsync()
    {
        BreakConnections();
        foreach (Process process in Enumerable.Reverse(_processes))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
        return default;
    }

    private Process Start(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        _processes.Add(process);
        return process;
    }
}
