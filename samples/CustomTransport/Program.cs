// A transport of your own: a Unix socket in the abstract name space, which needs no directory (unix(7)).
//   dotnet run -- notes
//   samples/python/hostipc.py --endpoint unix:@notes run whoami
// Whoever is in the same network namespace can connect: containers with --network=host, and every user of the host. Without a rule (Allow) only user 0 and the user of this server may run a command.
using CustomTransport;
using HostIpc.Hosting;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

string name = args.FirstOrDefault() ?? "notes";
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Services.AddSingleton<IConnectionListener>(new AbstractSocketListener(name));
builder.Services.AddHostIpc(options => options.AllowShell = false)
    .AddCommand("disk", "df", "-h", "/")
    .AddCommand("whoami", async (invocation, cancellationToken) =>
    {
        await invocation.WriteLineAsync($"{invocation.Peer} ({invocation.Peer.Location})", cancellationToken);
        return 0;
    });
builder.Build().Run();
