using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Settings of transports and logs, as options of the application: <c>services.Configure&lt;T&gt;</c> changes them, before or after they are added.</summary>
internal static class OptionsRegistration
{
    /// <summary>Registers settings.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes them from their defaults; null for nothing.</param>
    /// <returns>Their name: that of the default for the first of the type, 2 for the second, and so on.</returns>
    public static string AddUse<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(IServiceCollection services, Action<T>? configure)
        where T : class
    {
        int number = services.Count(static service => service.ServiceType == typeof(Use<T>)) + 1;
        services.AddSingleton(new Use<T>());
        AddFactory<T>(services);
        string name = number == 1 ? Options.DefaultName : $"{number}";
        OptionsBuilder<T> options = services.AddOptions<T>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return name;
    }

    /// <summary>Registers the framework's factory for a type. Without it the framework makes the closed type at run time, which slows the start of a native program.</summary>
    public static void AddFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(IServiceCollection services)
        where T : class =>
        services.TryAddSingleton<IOptionsFactory<T>>(static provider => new OptionsFactory<T>(
            provider.GetServices<IConfigureOptions<T>>(), provider.GetServices<IPostConfigureOptions<T>>(), provider.GetServices<IValidateOptions<T>>()));

    /// <summary>Makes the settings of a name.</summary>
    public static T Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(IServiceProvider services, string name)
        where T : class => services.GetRequiredService<IOptionsFactory<T>>().Create(name);

    /// <summary>Marks that options of a type are used once more: each transport that is added has its own.</summary>
    private sealed class Use<T>;
}
