using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DualMaster.ProcessHost;

/// <summary>What .NET does not offer: a signal of one's choice, and a file's owner.</summary>
static partial class Posix
{
    public const int Terminate = 15;
    public const int Kill = 9;

    const int NoSuchProcess = 3;

    /// <summary>Sends a signal; a process that has ended already is what was wanted.</summary>
    public static void Signal(int processId, int signal)
    {
        if (NativeKill(processId, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
            throw new Win32Exception(error, $"Signal {signal} to process {processId} failed: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Gives a file or directory to an account.</summary>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (NativeChangeOwner(path, user, group) != 0)
            throw new IOException($"The owner of {path} could not be changed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int NativeKill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeChangeOwner(string path, uint user, uint group);
}
