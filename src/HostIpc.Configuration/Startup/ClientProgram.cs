using HostIpc.Configuration.Settings;
using HostIpc.Files;
using HostIpc.Interop;
using HostIpc.Transports;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Configuration.Startup;

/// <summary>
/// The client program <c>hostipc</c>, which the image has beside the server: put where containers that have nothing but the volume find it. As a hosted service it does so for an application that has the program in its
/// directory.
/// </summary>
internal sealed partial class ClientProgram(IOptions<UnixSocketOptions> socket, ILogger<ClientProgram> logger) : IHostedLifecycleService
{
    private const uint Mode = 0x1ed; // 0755
    private const int BufferSize = 64 * 1024;
    private const int MaxAttempts = 5;

    // The directory, the program, and what it becomes.
    private const int NeededDescriptors = 4;

    /// <summary>
    /// Puts the program beside the socket, in one step, in the place of an older one or of whatever has its name. A program that is running goes on
    /// running. Where it cannot be put there the server says so and serves all the same.
    /// </summary>
    /// <returns>Why it could not be put there; null where it was, and where there is none.</returns>
    public static string? InstallBeside(string socket)
    {
        if (!ClientFile.IsThere)
        {
            return null;
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var path = GuardedPath.Open(ClientFile.PathBeside(socket), "socket");
                Install(ClientFile.Source, path);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Clients may have taken all descriptors by now, and may take those that are given up here too.
                if (attempt == MaxAttempts || !DescriptorReserve.TryRelease((int)Errno.TooManyFiles, NeededDescriptors))
                {
                    return $"the client program could not be put at {ClientFile.PathBeside(socket)}: {e.Message} (Client:Install)";
                }
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The socket's directory is there now.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (InstallBeside(socket.Value.Path) is { } problem)
        {
            LogFailed(problem);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The name must be new: in a directory that others can write to, a known one could be there already, as a link to anywhere.
    private static void Install(string source, GuardedPath path)
    {
        string temporary = path.Sibling($".{ClientFile.Name}-{Guid.NewGuid():N}");
        int number = Libc.Open(temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0);
        using var target = new FileDescriptor(number);
        if (target.IsInvalid)
        {
            throw new IOException(LastError.Message);
        }

        try
        {
            Copy(source, target);
            if (Libc.FChMod(target.Number, Mode) < 0 || Libc.Rename(temporary, path.Target) < 0)
            {
                throw new IOException(LastError.Message);
            }
        }
        catch
        {
            _ = Libc.Unlink(temporary);
            throw;
        }
    }

    private static void Copy(string source, FileDescriptor target)
    {
        using FileStream from = File.OpenRead(source);
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = from.Read(buffer)) > 0)
        {
            DescriptorWriter.Write(target.Number, buffer.AsSpan(0, count), waitMilliseconds: 0, out Errno error);
            if (error != Errno.None)
            {
                throw new IOException(LastError.Describe(error));
            }
        }
    }

    [LoggerMessage(66, LogLevel.Warning, "{Problem}")]
    private partial void LogFailed(string problem);
}
