using System.Net;
using System.Net.Sockets;

namespace DualMaster.Replication.Servers;

/// <summary>
/// Asks whether anybody listens, without an exception when nobody does: a refused connection of the driver costs a handful of them,
/// and while four servers start they would be thrown by the hundred, on the processor that the servers need.
/// </summary>
static class TcpProbe
{
    /// <returns>Whether the connection was accepted; that the server behind it answers is another question.</returns>
    public static async Task<bool> IsAcceptedAsync(string host, int port, CancellationToken token)
    {
        var done = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var attempt = new SocketAsyncEventArgs { RemoteEndPoint = new DnsEndPoint(host, port) };
        attempt.Completed += (_, ended) => done.TrySetResult(ended.SocketError);
        if (!Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, attempt))
            done.TrySetResult(attempt.SocketError);

        await using var registration = token.Register(() => Socket.CancelConnectAsync(attempt));
        var error = await done.Task;
        attempt.ConnectSocket?.Dispose();
        token.ThrowIfCancellationRequested();
        return error == SocketError.Success;
    }
}
