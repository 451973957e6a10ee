using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Colophon.Demo;

namespace Colophon.Tests.Support;

/// <summary>
/// A network of its own, joined to this machine by one wire, and a listener on the wire that notes every connection and datagram that is
/// begun from inside. Needs root.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private const string Ip = "/usr/sbin/ip";

    /// <summary>Prints `tcp ADDRESS PORT` for each connection begun by the given address, `udp …` for each datagram, `other …` for the rest.</summary>
    private const string Listener = """
        import socket, sys
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        wire.bind((sys.argv[1], 0))
        print("ready", flush=True)
        inside = socket.inet_aton(sys.argv[2])
        while True:
            frame = wire.recv(65535)
            kind, packet = frame[12:14], frame[14:]
            if kind == b"\x08\x06" or (kind == b"\x08\x00" and packet[12:16] != inside): continue
            if kind != b"\x08\x00": print("other", kind.hex(), 0, flush=True); continue
            body = packet[(packet[0] & 15) * 4:]
            to, port = socket.inet_ntoa(packet[16:20]), int.from_bytes(body[2:4], "big")
            if packet[9] == 6 and body[13] & 18 == 2: print("tcp", to, port, flush=True)
            elif packet[9] == 17: print("udp", to, port, flush=True)
            elif packet[9] not in (6, 1): print("other", to, packet[9], flush=True)
        """;

    private readonly string name;
    private readonly Process listener;
    private readonly ConcurrentQueue<string> begun;

    private NetworkNamespace(string name, string subnet, Process listener, ConcurrentQueue<string> begun) =>
        (this.name, Outside, Inside, this.listener, this.begun) = (name, $"{subnet}.1", $"{subnet}.2", listener, begun);

    /// <summary>This machine's end of the wire.</summary>
    public string Outside { get; }

    public string Inside { get; }

    /// <summary>What was begun from inside so far: `tcp ADDRESS PORT`, `udp ADDRESS PORT`.</summary>
    public IReadOnlyList<string> Begun => [.. begun];

    /// <summary>Null when this user may not make one.</summary>
    public static async Task<NetworkNamespace?> Make()
    {
        var number = Environment.ProcessId % 250;
        var (name, subnet) = ($"colophon{number}", string.Create(CultureInfo.InvariantCulture, $"10.231.{number}"));
        var (outer, inner) = ($"cph{number}", $"cpi{number}");
        await Programs.Run(Ip, ["netns", "delete", name]); // of a run that was killed
        if ((await Programs.Run(Ip, ["netns", "add", name])).ExitCode != 0) return null;

        string[][] steps =
        [
            ["link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name],
            ["addr", "add", $"{subnet}.1/30", "dev", outer],
            ["link", "set", outer, "up"],
            ["netns", "exec", name, "/bin/sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"],
            ["-n", name, "addr", "add", $"{subnet}.2/30", "dev", inner],
            ["-n", name, "link", "set", inner, "up"],
            ["-n", name, "link", "set", "lo", "up"],
            ["-n", name, "route", "add", "default", "via", $"{subnet}.1"],
        ];
        foreach (var step in steps)
        {
            var ended = await Programs.Run(Ip, step);
            Assert.True(ended.ExitCode == 0, $"ip {string.Join(' ', step)}: {ended.Output}");
        }

        // Names are asked for at the other end of the wire, so that each question passes the listener.
        Directory.CreateDirectory($"/etc/netns/{name}");
        await File.WriteAllTextAsync($"/etc/netns/{name}/resolv.conf", $"nameserver {subnet}.1\noptions timeout:1 attempts:1\n");

        var begun = new ConcurrentQueue<string>();
        var listener = Programs.Begin("/usr/bin/python3", ["-c", Listener, outer, $"{subnet}.2"]);
        var isReady = new TaskCompletionSource();
        listener.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready") isReady.SetResult();
            else if (line.Data is not null && !line.Data.StartsWith("other 86dd", StringComparison.Ordinal)) begun.Enqueue(line.Data);
        };
        listener.BeginOutputReadLine();
        await isReady.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return new NetworkNamespace(name, subnet, listener, begun);
    }

    /// <summary>Starts a program inside.</summary>
    public Process Begin(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        Programs.Begin(Ip, ["netns", "exec", name, program, .. arguments], environment);

    public async ValueTask DisposeAsync()
    {
        listener.Kill();
        await listener.WaitForExitAsync();
        listener.Dispose();
        Directory.Delete($"/etc/netns/{name}", recursive: true);
        await Programs.Run(Ip, ["netns", "delete", name]); // and the wire with it
    }
}
