using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DualMaster.ProcessHost;

/// <summary>
/// A hold on one process. An id alone may be another process's by the time of the signal; where the
/// system has process descriptors (Linux 5.3) the signal goes through one, elsewhere the time of its start is compared first.
/// </summary>
sealed partial class HeldProcess : IDisposable
{
    // The same on every architecture that .NET runs on; the C library has names for them only since 2022.
    const nint SystemCallSignal = 424;
    const nint SystemCallOpen = 434;

    const int NoSuchProcess = 3;
    const short Readable = 1;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    readonly SafeFileHandle? descriptor;
    readonly DateTime? started;

    HeldProcess(int id, SafeFileHandle? descriptor)
    {
        Id = id;
        this.descriptor = descriptor;
        started = descriptor is null ? StartOf(id) : null;
    }

    /// <summary>Its id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended; one that nobody has reaped yet has.</summary>
    public bool HasEnded
    {
        get
        {
            if (descriptor is null)
                return started is null || StartOf(Id) != started;
            var wait = new PollDescriptor { File = (int)descriptor.DangerousGetHandle(), Wanted = Readable };
            return Poll(ref wait, 1, 0) > 0;
        }
    }

    /// <summary>Takes hold of the process that has the id now.</summary>
    public static HeldProcess Of(int id) => new(id, OperatingSystem.IsLinux() ? Descriptor(id) : null);

    /// <summary>Sends a signal to it and to nobody else; one that has ended already is what was wanted.</summary>
    public void Signal(int signal)
    {
        if (descriptor is null)
        {
            if (!HasEnded)
                Posix.Signal(Id, signal);
        }
        else if (SystemCall(SystemCallSignal, descriptor.DangerousGetHandle(), signal, 0, 0) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
        {
            throw new Win32Exception(error, $"Signal {signal} to process {Id} failed: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it came within the patience.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        using var timer = new PeriodicTimer(BetweenLooks);
        try
        {
            while (!HasEnded)
                await timer.WaitForNextTickAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => descriptor?.Dispose();

    // Null where the kernel has none, and for a process that has ended: then there is no time of its start either.
    static SafeFileHandle? Descriptor(int id) =>
        SystemCall(SystemCallOpen, id, 0, 0, 0) is var opened and >= 0 ? new SafeFileHandle(opened, ownsHandle: true) : null;

    static DateTime? StartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptor, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    struct PollDescriptor
    {
        public int File;
        public short Wanted;
        public short Seen;
    }
}
