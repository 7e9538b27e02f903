using System.Globalization;
using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The server's own ids, for the threads that take on others' to come back to.</summary>
internal static unsafe class ServerCredentials
{
    /// <summary>Reads those of the calling thread, into memory that is to be freed; null where it cannot take on others'.</summary>
    /// <param name="problem">Why it cannot.</param>
    public static SpawnCredentials* Read(out string? problem)
    {
        uint real;
        uint effective;
        uint saved;
        _ = Libc.GetResUid(&real, &effective, &saved);
        problem = (real | effective | saved) != 0
            ? string.Create(CultureInfo.InvariantCulture, $"commands can run as another user only where the server runs as root; it has user {Math.Max(real, Math.Max(effective, saved))}")
            : null;
        if (problem is not null)
        {
            return null;
        }

        _ = Libc.GetResGid(&real, &effective, &saved);
        int count = Libc.GetGroups(0, null);
        var own = (SpawnCredentials*)NativeMemory.AllocZeroed((nuint)(sizeof(SpawnCredentials) + (count * sizeof(uint))));
        own->GroupId = effective;
        own->Groups = (uint*)(own + 1);
        own->GroupCount = Libc.GetGroups(count, own->Groups);
        return own;
    }

    /// <summary>
    /// Takes from the calling thread, for good, what an exec as another user would hand on: the inheritable capabilities, and with them the ambient ones (capabilities(7)). Some
    /// container engines give a server such.
    /// </summary>
    public static string? DropInheritable()
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        CapabilitySets sets;
        if (Libc.CapGet(&header, &sets) == 0)
        {
            sets.Inheritable = 0;
            sets.HighInheritable = 0;
            if (Libc.CapSet(&header, &sets) == 0)
            {
                return null;
            }
        }

        return $"commands cannot run as another user: the capabilities that they would inherit cannot be given up ({LastError.Message})";
    }
}
