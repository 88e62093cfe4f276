using System.Globalization;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>What belongs to this host among a server's options: paths, port and address.</summary>
static class NodeServerOptions
{
    const string Manual = "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html";
    const string Place = "Everything of a node lies in the node's own directory.";

    public static IEnumerable<ServerOption> Of(NodeDirectory directory, int port) =>
    [
        new("datadir", directory.Data, Place, Manual),
        new("log_error", directory.LogFile, Place, Manual),
        new("pid_file", directory.ProcessIdFile, Place, Manual),
        new("socket", directory.SocketFile, "In the node's own directory, or in /tmp where that path is too long for a socket.", Manual),
        new("port", port.ToString(CultureInfo.InvariantCulture), "The port base plus the node's number.", Manual),
        new("bind_address", "127.0.0.1", "Servers of a laptop are nobody else's business.", Manual),
    ];
}
