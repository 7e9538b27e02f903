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
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds HostIpc to an application.</summary>
public static class HostIpcServiceCollectionExtensions
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
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostIpcOptions>, HostIpcOptionsValidator>());
        services.TryAddSingleton(provider => new CommandLog(
            provider.GetServices<ICommandLogSink>(), provider.GetRequiredService<TimeProvider>(), Options(provider).Limits.MaxLoggedRefusals));
        services.TryAddSingleton<ICommandLog>(static provider => provider.GetRequiredService<CommandLog>());
        services.TryAddSingleton(provider => new ReloadablePolicy(new NamedCommandPolicy(Policy(provider), Options(provider).Execution), Options(provider).Execution));
        services.TryAddSingleton<IPolicyUpdater>(static provider => provider.GetRequiredService<ReloadablePolicy>());
        services.TryAddSingleton<BuiltInPolicyUse>();
        services.TryAddSingleton<ICommandPolicy>(static provider =>
        {
            provider.GetRequiredService<BuiltInPolicyUse>().IsUsed = true;
            return provider.GetRequiredService<ReloadablePolicy>();
        });
        services.TryAddSingleton(provider => new BuiltInExecutor(new ProcessExecutor(
            Options(provider).Execution, provider.GetRequiredService<TimeProvider>(), Background(provider.GetRequiredService<LimitsInForce>().Limits), provider.GetRequiredService<LeftBehind>())));
        services.TryAddSingleton<ICommandExecutor>(provider => provider.GetRequiredService<BuiltInExecutor>());
        services.TryAddSingleton(provider => new CommandExecutor(
            new HandlerExecutor(Options(provider).Execution, provider.GetRequiredService<TimeProvider>(), provider.GetService<IServiceScopeFactory>()),
            provider.GetRequiredService<ICommandExecutor>(),
            provider.GetRequiredService<BuiltInExecutor>));
        services.TryAddSingleton(provider => LimitsInForce.Of(Options(provider).Limits, OpenFileLimit.Read()?.Hard));
        services.TryAddSingleton(provider => new CommandAdmission(provider.GetRequiredService<LimitsInForce>().Limits));
        services.TryAddSingleton(provider => new RequestLog(
            provider.GetRequiredService<CommandLog>(),
            provider.GetRequiredService<LimitsInForce>().Limits,
            RequestEvents.Create(provider.GetService<ILoggerFactory>()?.CreateLogger(RequestEvents.Category))));
        services.TryAddSingleton(provider => UnreadBudget.Of(provider.GetRequiredService<LimitsInForce>().Limits));
        services.TryAddSingleton<CommandIdCounter>();
        services.TryAddSingleton(provider => new ActiveCommands(provider.GetRequiredService<LeftBehind>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new CommandPipeline(
            provider.GetRequiredService<ICommandPolicy>(),
            provider.GetRequiredService<CommandAdmission>(),
            provider.GetRequiredService<CommandExecutor>(),
            provider.GetRequiredService<RequestLog>(),
            provider.GetRequiredService<ActiveCommands>()));
        services.TryAddSingleton<QueryResponder>();
        services.TryAddSingleton<LeftBehind>();
        services.TryAddSingleton<CommandDispatcher>();
        services.TryAddSingleton<ICommandDispatcher>(static provider => provider.GetRequiredService<CommandDispatcher>());
        services.TryAddSingleton<ServerState>();
        services.TryAddSingleton<ListenerHealth>();
        services.TryAddSingleton<IServerHealth>(static provider => provider.GetRequiredService<ListenerHealth>());
        services.TryAddSingleton(static provider => new PeerIdentifier(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<PeerIdentifier>>() ?? NullLogger<PeerIdentifier>.Instance,
            provider.GetService<IContainerDirectory>(),
            provider.GetService<IAddressDirectory>()));
        services.TryAddSingleton<ConnectionHandler>();
        services.AddHostedService<HostIpcService>();
        return new Builder(services);
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

    /// <summary>
    /// Has what the application configures of a part of <see cref="HostIpcOptions"/> take effect: <c>services.Configure&lt;LimitOptions&gt;</c> changes <see cref="HostIpcOptions.Limits"/>. Without this it would change
    /// options that nobody reads.
    /// </summary>
    private sealed class PartOptions<TPart>(
        Func<HostIpcOptions, TPart> find, IEnumerable<IConfigureOptions<TPart>> configure, IEnumerable<IPostConfigureOptions<TPart>> postConfigure, IEnumerable<IValidateOptions<TPart>> validate)
        : IConfigureOptions<HostIpcOptions>, IPostConfigureOptions<HostIpcOptions>, IValidateOptions<HostIpcOptions>
        where TPart : class
    {
        /// <summary>Registers it. More than once is once.</summary>
        public static void Add(IServiceCollection services, Func<HostIpcOptions, TPart> find)
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HostIpcOptions>, PartOptions<TPart>>(Create));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HostIpcOptions>, PartOptions<TPart>>(Create));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostIpcOptions>, PartOptions<TPart>>(Create));

            PartOptions<TPart> Create(IServiceProvider provider) => new(
                find, provider.GetServices<IConfigureOptions<TPart>>(), provider.GetServices<IPostConfigureOptions<TPart>>(), provider.GetServices<IValidateOptions<TPart>>());
        }

        public void Configure(HostIpcOptions options)
        {
            foreach (IConfigureOptions<TPart> each in configure)
            {
                each.Configure(find(options));
            }
        }

        public void PostConfigure(string? name, HostIpcOptions options)
        {
            foreach (IPostConfigureOptions<TPart> each in postConfigure)
            {
                each.PostConfigure(name, find(options));
            }
        }

        public ValidateOptionsResult Validate(string? name, HostIpcOptions options)
        {
            string[] failures = [.. validate.Select(each => each.Validate(name, find(options))).Where(static result => result.Failed).SelectMany(static result => result.Failures ?? [])];
            return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }
    }
}
