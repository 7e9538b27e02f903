using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>The error of the last call that this thread made.</summary>
internal static class LastError
{
    public static Errno Number => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>As strerror(3) words it: <c>No space left on device</c>.</summary>
    public static string Message => Marshal.GetLastPInvokeErrorMessage();

    public static string Describe(Errno number) => Marshal.GetPInvokeErrorMessage((int)number);
}
