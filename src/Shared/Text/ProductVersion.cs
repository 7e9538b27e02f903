using System.Reflection;

namespace HostIpc.Text;

/// <summary>The version that an assembly was built as, without the commit.</summary>
internal static class ProductVersion
{
    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
