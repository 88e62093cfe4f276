using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DualMaster.AppHost;

/// <summary>Tells one process from every other, also after a restart of the machine: its number and when it started.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="StartedAt">When it started, in 100 ns since year 1, UTC.</param>
sealed record HostMark(int ProcessId, long StartedAt)
{
    public static HostMark OfThisProcess { get; } = Of(Process.GetCurrentProcess());

    /// <summary>Whether that process still runs.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                using var process = Process.GetProcessById(ProcessId);
                // Worked out from the clock on each reading, so it may differ by a little.
                return Math.Abs(Of(process).StartedAt - StartedAt) < TimeSpan.TicksPerSecond;
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
            {
                return false;
            }
        }
    }

    public static HostMark? Parse(string text) =>
        text.Split('@') is [var id, var start] && int.TryParse(id, CultureInfo.InvariantCulture, out var process) && long.TryParse(start, CultureInfo.InvariantCulture, out var at)
            ? new HostMark(process, at)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessId}@{StartedAt}");

    static HostMark Of(Process process) => new(process.Id, process.StartTime.ToUniversalTime().Ticks);
}
