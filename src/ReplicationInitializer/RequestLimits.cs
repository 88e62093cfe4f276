using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DualMaster.ReplicationInitializer;

/// <summary>What a request may cost: all that is asked here fits into a few hundred bytes, and the loop beside it must not notice.</summary>
static class RequestLimits
{
    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        var limits = options.Limits;
        limits.MaxConcurrentConnections = 256;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 2048;
        limits.MaxRequestHeadersTotalSize = 8192;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestBodySize = 1024;
        limits.MaxRequestBufferSize = 16384;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
