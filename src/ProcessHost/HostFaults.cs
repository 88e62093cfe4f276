using System.ComponentModel;

namespace DualMaster.ProcessHost;

/// <summary>Says at the edge what a fault of the machine means to the person at the terminal.</summary>
static class HostFaults
{
    // ENOSPC and EDQUOT as Linux and macOS number them: IOException carries errno in its HResult.
    static readonly int[] NoSpace = [28, 69, 122];

    /// <summary>The sentence, or null when the fault is ours and its stack trace is worth more.</summary>
    public static string? Sentence(Exception fault) => fault switch
    {
        HostException said => said.Message,
        AggregateException { InnerExceptions: [var only] } => Sentence(only),
        IOException full when IsDiskFull(full) => $"The disk is full: {full.Message.TrimEnd('.')}; expected room for what is written there; free some space, or pass --data or DUALMASTER_CACHE on another disk.",
        UnauthorizedAccessException denied => $"{denied.Message.TrimEnd('.')}; expected to be allowed to; correct its owner or mode, or pass another --data.",
        IOException failed => $"{failed.Message.TrimEnd('.')}; correct that, or pass another --data.",
        Win32Exception failed => $"{failed.Message.TrimEnd('.')}; expected the program to start.",
        _ => null,
    };

    /// <summary>Whether the system had no room.</summary>
    public static bool IsDiskFull(Exception fault) =>
        fault is IOException && (NoSpace.Contains(fault.HResult & 0xFFFF) || fault.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase));
}
