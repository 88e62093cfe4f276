namespace DualMaster.Replication.Servers;

/// <summary>How a channel reaches its source: all that <c>CHANGE REPLICATION SOURCE TO</c> sets, except the password.</summary>
/// <param name="Host">Host of the source.</param>
/// <param name="Port">Port of the source.</param>
/// <param name="User">Account that it logs in with.</param>
/// <param name="AutoPosition">Whether it asks for what is missing by GTID, instead of from a file and position.</param>
/// <param name="Tls">Whether it insists on an encrypted connection.</param>
/// <param name="ConnectRetry">Pause between two attempts to connect.</param>
/// <param name="RetryCount">After how many attempts it gives up.</param>
/// <param name="HeartbeatPeriod">How often an idle source gives a sign of life.</param>
/// <param name="Delay">How far it stays behind on purpose.</param>
public sealed record ChannelTarget(
    string Host,
    int Port,
    string User,
    bool AutoPosition,
    bool Tls,
    TimeSpan ConnectRetry,
    long RetryCount,
    TimeSpan HeartbeatPeriod,
    TimeSpan Delay)
{
    /// <summary>Host and port as one word.</summary>
    public string Address => $"{Host}:{Port}";

    /// <summary>Whether both name the same address.</summary>
    /// <param name="other">Another target.</param>
    public bool HasAddressOf(ChannelTarget? other) =>
        other is not null && Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);
}
