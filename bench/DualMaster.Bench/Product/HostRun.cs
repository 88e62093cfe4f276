namespace DualMaster.Bench;

/// <summary>When the host's lines came, in seconds since its process was started.</summary>
/// <param name="Starting">It has found its server and starts four.</param>
/// <param name="Answering">All servers answer.</param>
/// <param name="Proved">It says so.</param>
/// <param name="Ended">Everything is stopped and the process has ended.</param>
sealed record HostRun(double Starting, double Answering, double Proved, double Ended);
