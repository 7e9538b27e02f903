// An application that lets containers ask it for a few things: commands in C#, on a socket and a FIFO of its own.
//   dotnet run --project samples/EmbeddedServer -- /tmp/notes
using System.Collections.Concurrent;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

string directory = args.FirstOrDefault() ?? "/tmp/notes";
var notes = new ConcurrentQueue<string>();

HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Services.AddHostIpc(options => options.Execution.Timeout = TimeSpan.FromSeconds(30))
    .AddUnixSocket(socket => socket.Path = $"{directory}/hostipc.sock")
    .AddFifo(fifo => fifo.Path = $"{directory}/channel")
    .AddFileLog(log => log.Path = $"{directory}.log") // not in the directory that clients mount
    .AddCommand("note", NoteAsync)
    .AddCommand("notes", ListAsync)
    .AddCommand("count", CountAsync)
    .AddCommand("upper", UpperAsync)
    .AddCommand("disk", "df", "-h", "/");
builder.Build().Run();

// The words arrive as they were given: nothing expands them.
ValueTask<int> NoteAsync(CommandContext invocation, CancellationToken cancellationToken)
{
    notes.Enqueue($"{invocation.Peer}: {string.Join(' ', invocation.Words)}");
    return ValueTask.FromResult(0);
}

async ValueTask<int> ListAsync(CommandContext invocation, CancellationToken cancellationToken)
{
    foreach (string note in notes)
    {
        await invocation.WriteLineAsync(note, cancellationToken);
    }

    return 0;
}

// Output goes out as it is written. A client that goes, or sends SIGINT, cancels it.
async ValueTask<int> CountAsync(CommandContext invocation, CancellationToken cancellationToken)
{
    if (invocation.Words is not [string text] || !int.TryParse(text, out int count))
    {
        await invocation.WriteErrorLineAsync("usage: count NUMBER", cancellationToken);
        return 2;
    }

    for (int i = 1; i <= count; i++)
    {
        await invocation.WriteLineAsync($"{i}", cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
    }

    return 0;
}

async ValueTask<int> UpperAsync(CommandContext invocation, CancellationToken cancellationToken)
{
    using var input = new StreamReader(invocation.Input);
    while (await input.ReadLineAsync(cancellationToken) is { } line)
    {
        await invocation.WriteLineAsync(line.ToUpperInvariant(), cancellationToken);
    }

    return 0;
}
