// A policy around the built-in one, the log to syslog, a handler with services, and a command that is run from inside.
//   dotnet run -- /tmp/extensions /dev/log
//   touch /tmp/extensions/closed; samples/python/hostipc.py --endpoint unix:/tmp/extensions/hostipc.sock run disk
using Extensions;
using HostIpc.Hosting;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

string directory = args.FirstOrDefault() ?? "/tmp/extensions";
string syslog = args.ElementAtOrDefault(1) ?? "/dev/log";
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Services.AddScoped<RunCounter>();
builder.Services.AddHostIpc()
    .AddUnixSocket(socket => socket.Path = $"{directory}/hostipc.sock")
    .AddLineLog(_ => new SyslogOutput(syslog))
    .DecoratePolicy(inner => new ClosingPolicy(inner, $"{directory}/closed"))
    .AddCommand("disk", "df", "-h", "/")
    .AddCommand<ReportHandler>("report");
builder.Build().Run();
