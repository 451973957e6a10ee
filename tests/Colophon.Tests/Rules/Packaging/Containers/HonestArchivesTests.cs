using System.Text.Json;
using Colophon.Tests.Support;
using Colophon.Tests.Support.Archives;

namespace Colophon.Tests.Rules.Packaging.Containers;

/// <summary>What Python and GNU tar write of an honest tree is accepted, whatever its names need.</summary>
public sealed class HonestArchivesTests
{
    private const string Maker = """
        import base64, io, json, os, subprocess, tarfile, zipfile, hashlib
        meta = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n"
        top = "sample-1.0"
        names = ["PKG-INFO", "setup.py", "sample/__init__.py", "sample/é.txt", "sample/" + "d" * 60 + "/" + "e" * 90 + ".py", "sample/" + "a" * 80 + "é" * 12 + ".py", "sample/日本語.py"]
        out = []
        for name in names:
            os.makedirs(os.path.dirname(f"{top}/{name}"), exist_ok=True)
            open(f"{top}/{name}", "w").write(meta if name == "PKG-INFO" else name)
        def sdist(what, data): out.append((what, "sample-1.0.tar.gz", base64.b64encode(data).decode()))
        for what, kind in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
            b = io.BytesIO()
            with tarfile.open(fileobj=b, mode="w:gz", format=kind) as t:
                t.add(top, filter=lambda m: m if what != "ustar" or len(m.name.encode()) < 100 else None)
            sdist(f"tarfile {what}", b.getvalue())
        for kind in ("v7", "ustar", "gnu", "oldgnu", "posix"):
            skip = [f"--exclude={'a' * 80}*", f"--exclude={'d' * 60}"] if kind in ("v7", "ustar") else []
            sdist(f"GNU tar {kind}", subprocess.run(["tar", f"--format={kind}", "-cz", *skip, top], check=True, stdout=subprocess.PIPE).stdout)
        def wheel(what, write, **how):
            b, info, rows = io.BytesIO(), "sample-1.0.dist-info", []
            with zipfile.ZipFile(b, "w", **how) as z:
                for name, text in [(f"sample/{os.path.basename(n)}", n) for n in names[1:]] + [(f"{info}/METADATA", meta), (f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")]:
                    data = text.encode()
                    write(z, name, data)
                    rows.append(f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')},{len(data)}\n")
                z.writestr(f"{info}/RECORD", "".join(rows) + f"{info}/RECORD,,\n")
            out.append((what, "sample-1.0-py3-none-any.whl", base64.b64encode(b.getvalue()).decode()))
        def opened(z, name, data, force=False):
            with z.open(zipfile.ZipInfo(name), "w", force_zip64=force) as f: f.write(data)
        def with_folders(z, name, data):
            folder = os.path.dirname(name) + "/"
            if folder not in z.namelist(): z.write(top, folder)
            z.writestr(name, data)
        wheel("zipfile writestr", lambda z, n, d: z.writestr(n, d))
        wheel("zipfile deflated", lambda z, n, d: z.writestr(n, d), compression=zipfile.ZIP_DEFLATED)
        wheel("zipfile open", opened)
        wheel("zipfile force_zip64", lambda z, n, d: opened(z, n, d, True))
        wheel("zipfile with folders", with_folders)
        print(json.dumps(out))
        """;

    [Fact]
    public async Task What_Python_and_GNU_tar_write_in_any_of_their_formats_is_accepted()
    {
        var made = JsonDocument.Parse(await Python.Run(Maker)).RootElement.EnumerateArray().ToList();

        Assert.Equal(13, made.Count);
        Assert.All(made, archive =>
        {
            var fault = ArchiveVector.Judge(archive[1].GetString()!, new MemoryStream(archive[2].GetBytesFromBase64()));
            Assert.True(fault is null, $"{archive[0]}: {fault?.Problem.Code} {fault?.Detail}");
        });
    }
}
