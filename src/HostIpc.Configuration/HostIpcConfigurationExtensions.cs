using HostIpc.Admission;
using HostIpc.Configuration;
using HostIpc.Configuration.Reload;
using HostIpc.Configuration.Settings;
using HostIpc.Configuration.Sources;
using HostIpc.Configuration.Startup;
using HostIpc.Docker;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Modules;
using HostIpc.Policy;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds HostIpc to an application, with settings as <c>hostipcd</c> has them.</summary>
public static class HostIpcConfigurationExtensions
{
    /// <summary>
    /// Adds a server with the settings of a configuration section, which may have all that <c>hostipc.json</c> can say: commands and who may run them, transports, limits, the log file, the Docker Engine, triggers,
    /// lifecycle scripts. The settings are checked at once, as <c>hostipcd</c> checks its file.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configuration">The section, such as <c>builder.Configuration.GetSection("HostIpc")</c>.</param>
    /// <param name="modules">Transports that get a section in the settings, beside <c>Fifo</c>, <c>UnixSocket</c> and <c>Tcp</c>.</param>
    /// <returns>The builder. Commands, transports and log sinks of the application can be added to it.</returns>
    /// <exception cref="SettingsException">A key is unknown, a value is out of range, or something does not fit together. The message has a line for each fault.</exception>
    /// <exception cref="ArgumentException">A module is null, or its section has no name or that of another section.</exception>
    /// <exception cref="InvalidOperationException">A module reads no transport.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is neither x86-64 nor arm64.</exception>
    /// <remarks>
    /// <para>A transport is served where its section is present: <c>Fifo</c>, <c>UnixSocket</c>, <c>Tcp</c>, and those of <paramref name="modules"/>. Without any command, in the section or by <c>AddCommand</c>, the shell is open, unless <c>AllowShell</c> is
    /// false or the section does not exist.</para>
    /// <para>When the configuration changes, <c>Commands</c>, <c>AllowShell</c>, <c>ShellAllow</c> and <c>Policy</c> take effect at once; a change that is wrong is logged and the policy stays as it was. The rest is read at
    /// the start. What is dangerous in the settings is logged as warnings at the start, and what is new after a change.</para>
    /// </remarks>
    public static IHostIpcBuilder AddHostIpc(this IServiceCollection services, IConfiguration configuration, params TransportModule[] modules)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddHostIpc(HostIpcSettings.Load(new ConfigurationOrigin(configuration, FindRoot(services)), modules: TransportList.WithBuiltIn(modules)));
    }

    /// <summary>Adds a server with settings that were read already.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="settings">The settings, by <see cref="HostIpcSettings.Load(TransportModule[])"/> or <see cref="HostIpcSettings.Read(IConfiguration, TransportModule[])"/>.</param>
    /// <returns>The builder. Commands, transports and log sinks of the application can be added to it.</returns>
    /// <exception cref="SettingsException">A command of the settings has the name of one that the application has added before.</exception>
    /// <exception cref="InvalidOperationException">Settings were added before.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is neither x86-64 nor arm64.</exception>
    /// <remarks>The policy is read again when its origin changes. The files of <c>hostipcd</c> (<see cref="HostIpcSettings.Load(TransportModule[])"/>) are looked at once a second, and SIGHUP is handled.</remarks>
    public static IHostIpcBuilder AddHostIpc(this IServiceCollection services, HostIpcSettings settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);
        if (services.Any(service => service.ServiceType == typeof(HostIpcSettings)))
        {
            throw new InvalidOperationException("Settings of HostIpc were added before; an application has one server");
        }

        CommandsOfCode.Check(settings, services.Select(service => service.ImplementationInstance).OfType<CommandOptions>().Select(command => command.Name));
        services.AddSingleton(settings);
        services.AddSingleton(static provider => new CommandsOfCode(provider.GetServices<CommandOptions>(), provider.GetRequiredService<HostIpcSettings>()));
        services.AddHostedService(static provider => new PolicyReloader(
            provider.GetRequiredService<HostIpcSettings>(),
            provider.GetRequiredService<CommandsOfCode>(),
            provider.GetRequiredService<IPolicyUpdater>(),
            provider.GetRequiredService<ICommandLog>(),
            Loggers.Of<PolicyReloader>(provider)));
        services.AddSingleton<IConfigureOptions<HostIpcOptions>>(provider => new ConfigureOptions<HostIpcOptions>(options => Apply(settings, options, provider.GetServices<CommandOptions>())));

        // As options of their own they keep the order: a section wins over what the application configured before, and loses to what it configures after.
        services.AddOptions<ExecutionOptions>().Configure(options => ExecutionOptions.Settings.Read(Reader(settings), options));
        services.AddOptions<LimitOptions>().Configure(options => LimitOptions.Settings.Read(Reader(settings), options));
        IHostIpcBuilder builder = services.AddHostIpc();
        AddLog(builder, settings);
        AddTransports(builder, settings);
        AddDocker(builder, settings);
        foreach (CommandOptions command in settings.Policy.Commands)
        {
            services.AddSingleton(command);
        }

        if (settings.InstallsClient && settings.UnixSocket.Path.Length > 0 && !settings.Origin.IsServerProgram)
        {
            services.AddHostedService(static provider => new ClientProgram(provider.GetRequiredService<IOptions<UnixSocketOptions>>(), Loggers.Of<ClientProgram>(provider)));
        }

        return builder;
    }

    /// <summary>Writes the log of commands to standard output, in the format and with the write timeout of the settings (<c>Log:Format</c>, <c>Log:WriteTimeout</c>).</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The same builder.</returns>
    public static IHostIpcBuilder AddConsoleLog(this IHostIpcBuilder builder, HostIpcSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return builder.AddConsoleLog(options => (options.Format, options.WriteTimeout) = (settings.FileLog.Format, settings.FileLog.WriteTimeout));
    }

    // A reader of its own each time: what was wrong has been said.
    private static SettingsReader Reader(HostIpcSettings settings) => new(settings.Source);

    private static void Apply(HostIpcSettings settings, HostIpcOptions options, IEnumerable<CommandOptions> commands)
    {
        HostIpcOptions.Settings.Read(Reader(settings), options);
        options.PolicyMode = settings.Policy.Mode;
        options.AllowShell = settings.Policy.AllowShell ?? (settings.Policy.ShellClosedBy is null && !commands.Any());
        foreach (AllowRuleOptions rule in settings.Policy.ShellAllow)
        {
            options.ShellAllow.Add(rule);
        }
    }

    private static void AddLog(IHostIpcBuilder builder, HostIpcSettings settings)
    {
        if (settings.Log is not null)
        {
            builder.AddFileLog(options => FileLogOptions.Settings.Read(Reader(settings), options));
        }
    }

    private static void AddTransports(IHostIpcBuilder builder, HostIpcSettings settings)
    {
        foreach (ConfiguredTransport transport in settings.Transports.Served)
        {
            transport.AddTo(builder, () => settings.Transports.SectionOf(transport, Reader(settings)));
        }
    }

    private static void AddDocker(IHostIpcBuilder builder, HostIpcSettings settings)
    {
        if (settings.Docker.Socket.Length > 0)
        {
            builder.AddDockerContainers(options => options.Socket = settings.Docker.Socket);
        }

        builder.AddDockerLifecycle(options => LifecycleReader.Read(Reader(settings), options));
        if (settings.Triggers.Count > 0)
        {
            builder.AddDockerTriggers(settings.Triggers, settings.Engine);
        }
    }

    // A section does not tell its root, and only the root tells which file a value is from. The hosts of .NET have it among their services.
    private static IConfigurationRoot? FindRoot(IServiceCollection services) =>
        services.Select(service => service.ImplementationInstance).OfType<HostBuilderContext>().FirstOrDefault()?.Configuration as IConfigurationRoot;
}
