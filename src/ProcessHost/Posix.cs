using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DualMaster.ProcessHost;

/// <summary>What .NET does not offer: a signal of one's choice, a file's owner, and to become another program.</summary>
static partial class Posix
{
    public const int Terminate = 15;
    public const int Kill = 9;

    const int NoSuchProcess = 3;
    const int BrokenPipe = 13;
    const nint DefaultAction = 0;

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

    /// <summary>
    /// Becomes another program: terminal, signals and exit code are then its own, as if the person had started it. Comes back only
    /// to say that it failed. Nothing may have been read from or written to the console before, lest its settings stay.
    /// </summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="variables">What it gets in its environment besides what this program has.</param>
    /// <exception cref="Win32Exception">It could not be executed.</exception>
    public static void Become(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
            environment[name] = value;

        // .NET ignores it, and what is ignored stays so.
        NativeSignal(BrokenPipe, DefaultAction);
        NativeExecute(program, [program, .. arguments, null], [.. environment.Select(entry => $"{entry.Key}={entry.Value}"), null]);
        throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{program} could not be executed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeExecute(string path, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint NativeSignal(int signal, nint action);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int NativeKill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeChangeOwner(string path, uint user, uint group);
}
