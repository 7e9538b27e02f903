using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Server;

/// <summary>Puts the client program in the server's place, so that an image that runs the server runs the client's verbs too.</summary>
internal static unsafe class ClientExecution
{
    /// <summary>Becomes <c>hostipc</c> with the same arguments. Returns only where that cannot be.</summary>
    /// <returns>The exit code.</returns>
    public static int Become(string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "hostipc");
        byte** all = (byte**)NativeMemory.AllocZeroed((nuint)(arguments.Length + 2), (nuint)sizeof(byte*));
        all[0] = ToBytes("hostipc");
        for (int i = 0; i < arguments.Length; i++)
        {
            all[i + 1] = ToBytes(arguments[i]);
        }

        // What is allocated here ends with this program.
        _ = Libc.Execute(ToBytes(path), all);
        _ = StandardError.Report($"{path} cannot be run: {LastError.Message}");
        return ServerExitCode.Failure;
    }

    private static byte* ToBytes(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);
}
