using HostIpc.Admission;
using HostIpc.Connections;
using HostIpc.Conversations;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Pipeline;
using HostIpc.Policy;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds HostIpc to an application.</summary>
public static partial class HostIpcServiceCollectionExtensions
{
    /// <summary>
    /// Adds the server: a hosted service that serves the transports added to the builder. A custom <see cref="ICommandPolicy"/> or
    /// <see cref="ICommandExecutor"/> that is registered before or after is used in place of the built-in one.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes the settings from their defaults.</param>
    /// <returns>What transports, commands and log sinks are added to.</returns>
    /// <exception cref="PlatformNotSupportedException">The processor is neither x86-64 nor arm64.</exception>
    /// <remarks>
    /// <para><c>services.Configure&lt;HostIpcOptions&gt;</c>, <c>Configure&lt;LimitOptions&gt;</c> and <c>Configure&lt;ExecutionOptions&gt;</c> change the settings as well. They are checked when the host starts: one out of
    /// range is an <see cref="OptionsValidationException"/> that names it.</para>
    /// <para>Without a command and unless <see cref="HostIpcOptions.AllowShell"/> is false, whoever reaches a transport has this application's rights.</para>
    /// </remarks>
    public static IHostIpcBuilder AddHostIpc(this IServiceCollection services, Action<HostIpcOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        SupportedArchitecture.Require();
        OptionsBuilder<HostIpcOptions> options = services.AddOptions<HostIpcOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        OptionsRegistration.AddFactory<HostIpcOptions>(services);
        services.TryAddSingleton<IOptionsMonitor<HostIpcOptions>>(static provider => new OptionsMonitor<HostIpcOptions>(
            provider.GetRequiredService<IOptionsFactory<HostIpcOptions>>(), provider.GetServices<IOptionsChangeTokenSource<HostIpcOptions>>(), new OptionsCache<HostIpcOptions>()));
        services.TryAddSingleton<IOptions<HostIpcOptions>>(static provider => new OptionsWrapper<HostIpcOptions>(provider.GetRequiredService<IOptionsMonitor<HostIpcOptions>>().CurrentValue));
        PartOptions<LimitOptions>.Add(services, static all => all.Limits);
        PartOptions<ExecutionOptions>.Add(services, static all => all.Execution);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostIpcOptions>, HostIpcOptionsValidator>(static _ => new HostIpcOptionsValidator()));
        services.TryAddSingleton(provider => new CommandLog(
            provider.GetServices<ICommandLogSink>(), provider.GetRequiredService<TimeProvider>(), Options(provider).Limits.MaxLoggedRefusals));
        services.TryAddSingleton<ICommandLog>(static provider => provider.GetRequiredService<CommandLog>());
        services.TryAddSingleton(provider => new ReloadablePolicy(new NamedCommandPolicy(Policy(provider), Options(provider).Execution), Options(provider).Execution));
        services.TryAddSingleton<IPolicyUpdater>(static provider => provider.GetRequiredService<ReloadablePolicy>());
        services.TryAddSingleton(static _ => new BuiltInPolicyUse());
        services.TryAddSingleton<ICommandPolicy>(static provider =>
        {
            provider.GetRequiredService<BuiltInPolicyUse>().IsUsed = true;
            return provider.GetRequiredService<ReloadablePolicy>();
        });
        services.TryAddSingleton(provider => new ProcessExecutor(
            Options(provider).Execution, provider.GetRequiredService<TimeProvider>(), Background(provider.GetRequiredService<LimitsInForce>().Limits), provider.GetRequiredService<LeftBehind>()));
        services.TryAddSingleton<ICommandExecutor>(provider => provider.GetRequiredService<ProcessExecutor>());
        services.TryAddSingleton(provider => new CommandExecutor(
            new HandlerExecutor(Options(provider).Execution, provider.GetRequiredService<TimeProvider>(), provider.GetService<IServiceScopeFactory>()),
            provider.GetRequiredService<ICommandExecutor>(),
            provider.GetRequiredService<ProcessExecutor>));
        services.TryAddSingleton(provider => LimitsInForce.Of(Options(provider).Limits, OpenFileLimit.Read()?.Hard));
        services.TryAddSingleton(provider => new CommandAdmission(provider.GetRequiredService<LimitsInForce>().Limits));
        services.TryAddSingleton(provider => new RequestLog(
            provider.GetRequiredService<CommandLog>(),
            provider.GetRequiredService<LimitsInForce>().Limits,
            RequestEvents.Create(provider.GetService<ILoggerFactory>()?.CreateLogger(RequestEvents.Category))));
        services.TryAddSingleton(provider => UnreadBudget.Of(provider.GetRequiredService<LimitsInForce>().Limits));
        services.TryAddSingleton(static _ => new CommandIdCounter());
        services.TryAddSingleton(provider => new ActiveCommands(provider.GetRequiredService<LeftBehind>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new CommandPipeline(
            provider.GetRequiredService<PeerIdentifier>(),
            provider.GetRequiredService<ICommandPolicy>(),
            provider.GetRequiredService<CommandAdmission>(),
            provider.GetRequiredService<CommandExecutor>(),
            provider.GetRequiredService<RequestLog>(),
            provider.GetRequiredService<ActiveCommands>()));
        services.TryAddSingleton(static provider => new QueryResponder(
            provider.GetRequiredService<PeerIdentifier>(),
            provider.GetRequiredService<ICommandPolicy>(),
            provider.GetRequiredService<ServerState>(),
            provider.GetRequiredService<CommandAdmission>(),
            provider.GetRequiredService<ActiveCommands>(),
            provider.GetRequiredService<RequestLog>()));
        services.TryAddSingleton(static _ => new LeftBehind());
        services.TryAddSingleton(static provider => new CommandDispatcher(
            provider.GetRequiredService<CommandPipeline>(), provider.GetRequiredService<CommandIdCounter>(), provider.GetRequiredService<RequestLog>()));
        services.TryAddSingleton<ICommandDispatcher>(static provider => provider.GetRequiredService<CommandDispatcher>());
        services.TryAddSingleton(static provider => new ServerState(provider.GetRequiredService<LimitsInForce>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static _ => new ListenerHealth());
        services.TryAddSingleton<IServerHealth>(static provider => provider.GetRequiredService<ListenerHealth>());
        services.TryAddSingleton(static provider => new PeerIdentifier(
            provider.GetRequiredService<TimeProvider>(),
            Loggers.Of<PeerIdentifier>(provider),
            provider.GetService<IContainerDirectory>(),
            provider.GetService<IAddressDirectory>()));
        services.TryAddSingleton(static provider => new ConnectionHandler(
            provider.GetRequiredService<CommandPipeline>(),
            provider.GetRequiredService<LimitsInForce>(),
            provider.GetRequiredService<CommandIdCounter>(),
            provider.GetRequiredService<RequestLog>(),
            provider.GetRequiredService<ActiveCommands>(),
            provider.GetRequiredService<QueryResponder>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(CreateService);
        return new Builder(services);
    }

    private static HostIpcService CreateService(IServiceProvider provider)
    {
        // They start beside all that is made here.
        Task threads = RuntimeThreads.StartAsync();
        return new HostIpcService(
            provider.GetServices<IConnectionListener>(),
            provider.GetServices<IConnectionListenerSource>(),
            provider.GetRequiredService<ConnectionHandler>(),
            provider.GetRequiredService<CommandDispatcher>(),
            provider.GetRequiredService<ServerState>(),
            provider.GetRequiredService<UnreadBudget>(),
            provider.GetRequiredService<ListenerHealth>(),
            provider.GetRequiredService<LimitsInForce>(),
            provider.GetRequiredService<CommandLog>(),
            provider.GetRequiredService<CommandIdCounter>(),
            provider.GetRequiredService<PeerIdentifier>(),
            provider.GetRequiredService<CommandExecutor>(),
            provider.GetRequiredService<IOptions<HostIpcOptions>>(),
            provider.GetRequiredService<BuiltInPolicyUse>(),
            provider.GetServices<CommandOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            Loggers.Of<HostIpcService>(provider),
            threads);
    }

    private static PolicySettings Policy(IServiceProvider provider) => new()
    {
        Commands = [.. provider.GetServices<CommandOptions>()],
        AllowShell = Options(provider).AllowShell,
        ShellAllow = [.. Options(provider).ShellAllow],
        Mode = Options(provider).PolicyMode,
    };

    private static BackgroundBounds Background(LimitOptions limits) => new(limits.MaxBackgroundOutputs, limits.MaxBackgroundOutputBytes, limits.BackgroundOutputTimeout);

    private static HostIpcOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<HostIpcOptions>>().Value;

    private sealed class Builder(IServiceCollection services) : IHostIpcBuilder
    {
        public IServiceCollection Services => services;
    }
}
