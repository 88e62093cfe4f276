using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>What the command line asked for.</summary>
/// <param name="DataDirectory">Where the nodes' directories are.</param>
/// <param name="PortBase">The initializer's port; node N has this + N.</param>
/// <param name="Server">Name of a product or path of a server; null for the one that the data is of, or MySQL.</param>
/// <param name="Positioning">How links begin.</param>
/// <param name="Once">Start, prove, print, stop.</param>
/// <param name="Fresh">Delete the data first.</param>
/// <param name="Yes">Do not ask before that.</param>
/// <param name="Dashboard">Whether the dashboard is started; null when nobody said.</param>
sealed record HostOptions(string DataDirectory, int PortBase, string? Server, Positioning Positioning, bool Once, bool Fresh, bool Yes, bool? Dashboard);
