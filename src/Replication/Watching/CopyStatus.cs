namespace DualMaster.Replication.Watching;

/// <summary>A copy of a node that is under way, in <c>GET /status</c>.</summary>
/// <param name="Node">The node that is copied to.</param>
/// <param name="Donor">The node that is copied.</param>
/// <param name="Method"><c>clone</c> or <c>dump</c>; empty before that is known.</param>
/// <param name="Phase">What is being done.</param>
/// <param name="Bytes">Bytes that have arrived.</param>
/// <param name="TotalBytes">Bytes that it will be, as the donor estimates; null when unknown.</param>
/// <param name="BytesPerSecond">Rate of the last seconds; null when unknown.</param>
/// <param name="SecondsLeft">Seconds until all has arrived, at that rate; null when unknown.</param>
public sealed record CopyStatus(
    string Node, string Donor, string Method, string Phase, long Bytes, long? TotalBytes, double? BytesPerSecond, double? SecondsLeft);
