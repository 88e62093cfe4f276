using System.Diagnostics;
using System.Globalization;

namespace DualMaster.Bench;

/// <summary>What Linux says of a process.</summary>
static class ProcessFigures
{
    /// <summary>Processor time since its start, user and system, in seconds.</summary>
    public static double CpuSeconds(int processId)
    {
        // The runtime reads /proc/<pid>/stat, with its ticks a second.
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>A figure of <c>/proc/PID/status</c>, in MiB.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="name">For example <c>VmRSS</c>; the line is <c>VmRSS:    118248 kB</c>.</param>
    public static double Mebibytes(int processId, string name)
    {
        var path = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status";
        var line = File.ReadLines(path).First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
