using System.Net;
using System.Net.Sockets;

namespace Colophon.Tests.Support;

/// <summary>A port that nobody should connect to: counts who does.</summary>
internal sealed class Canary : IDisposable
{
    private readonly TcpListener listener;
    private int connections;

    public Canary(string address = "127.0.0.1")
    {
        listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Listen();
    }

    public int Port { get; }

    public int Connections => Volatile.Read(ref connections);

    public void Dispose() => listener.Dispose();

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // the test is over
        }
    }
}
