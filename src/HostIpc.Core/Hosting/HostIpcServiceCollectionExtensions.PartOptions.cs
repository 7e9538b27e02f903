using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class HostIpcServiceCollectionExtensions
{
    /// <summary>
    /// Has what the application configures of a part of <see cref="HostIpcOptions"/> take effect: <c>services.Configure&lt;LimitOptions&gt;</c> changes <see cref="HostIpcOptions.Limits"/>. Without this it would change
    /// options that nobody reads.
    /// </summary>
    private sealed class PartOptions<TPart>(
        Func<HostIpcOptions, TPart> find, IConfigureOptions<TPart>[] configure, IPostConfigureOptions<TPart>[] postConfigure, IValidateOptions<TPart>[] validate)
        : IConfigureOptions<HostIpcOptions>, IPostConfigureOptions<HostIpcOptions>, IValidateOptions<HostIpcOptions>
        where TPart : class
    {
        /// <summary>Registers it. More than once is once.</summary>
        public static void Add(IServiceCollection services, Func<HostIpcOptions, TPart> find)
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HostIpcOptions>, PartOptions<TPart>>(Create));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HostIpcOptions>, PartOptions<TPart>>(Create));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostIpcOptions>, PartOptions<TPart>>(Create));

            // Arrays, whose types a native program makes at run time where nothing in it names them.
            PartOptions<TPart> Create(IServiceProvider provider) => new(
                find, [.. provider.GetServices<IConfigureOptions<TPart>>()], [.. provider.GetServices<IPostConfigureOptions<TPart>>()], [.. provider.GetServices<IValidateOptions<TPart>>()]);
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
