// A transport of your own: a Unix socket in the abstract name space, which needs no directory (unix(7)), with a section of its own in appsettings.json.
//   dotnet run -- --HostIpc:AbstractSocket:Name=notes
//   samples/python/hostipc.py --endpoint unix:@notes run whoami
// Whoever is in the same network namespace can connect: containers with --network=host, and every user of the host. Without a rule (Allow) only user 0 and the user of this server may run a command.
using CustomTransport;
using HostIpc.Configuration;
using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
try
{
    builder.Services.AddHostIpc(builder.Configuration.GetSection("HostIpc"), new AbstractSocketModule())
        .AddCommand("whoami", async (invocation, cancellationToken) =>
        {
            await invocation.WriteLineAsync($"{invocation.Peer} ({invocation.Peer.Location})", cancellationToken);
            return 0;
        });
}
catch (SettingsException e)
{
    Console.Error.WriteLine(e.Message);
    return 78;
}

builder.Build().Run();
return 0;
