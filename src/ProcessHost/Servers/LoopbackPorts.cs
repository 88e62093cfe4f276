using System.Net;
using System.Net.Sockets;

namespace DualMaster.ProcessHost;

/// <summary>Looks before anything is changed whether the ports can be had.</summary>
static class LoopbackPorts
{
    public static void EnsureFree(IEnumerable<(string Wanted, int Port)> ports)
    {
        foreach (var (wanted, port) in ports)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
            }
            catch (SocketException fault)
            {
                throw new HostException($"Port {port} of 127.0.0.1 cannot be had for {wanted}: {(PortHolder.Of(port) is { } holder ? $"{holder} listens there" : fault.Message)}; expected it to be free; stop who listens there, or pass another --port-base.", fault);
            }
        }
    }
}
