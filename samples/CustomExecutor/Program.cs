// An executor of your own: programs and shell lines are run by it. Handlers in C# and directories of scripts go on as before.
//   dotnet run -- /tmp/custom
//   samples/python/hostipc.py --endpoint unix:/tmp/custom/hostipc.sock run who
using CustomExecutor;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

string directory = args.FirstOrDefault() ?? "/tmp/custom";
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Services.AddSingleton<ICommandExecutor, FrameworkExecutor>();
builder.Services.AddHostIpc(options => options.Execution.Timeout = TimeSpan.FromSeconds(30))
    .AddUnixSocket(socket => socket.Path = $"{directory}/hostipc.sock")
    .AddCommand("who", "sh", "-c", "echo \"$EXECUTOR runs it\"; exit 3")
    .AddCommand("wait", command => (command.Run, command.Timeout) = (["sleep", "1000"], TimeSpan.FromMilliseconds(200)))
    .AddCommand("sort", command => (command.Run, command.Stdin) = (["sort"], true))
    .AddCommand("scripts", command => command.Scripts = $"{directory}/scripts")
    .AddCommand("greet", async (invocation, cancellationToken) =>
    {
        await invocation.WriteLineAsync("hello from C#", cancellationToken);
        return 0;
    });
builder.Build().Run();
