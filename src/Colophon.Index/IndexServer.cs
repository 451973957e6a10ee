using Colophon.Index.Explaining;
using Colophon.Index.Installing;
using Colophon.Index.Maintaining;
using Colophon.Index.Operating.Pages;
using Colophon.Index.Publishing;
using Colophon.Index.SigningIn;
using Colophon.Index.SigningIn.Joining;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Files;
using Colophon.Index.Upkeep;
using Colophon.Index.Web;
using Colophon.Index.Web.Assets;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index;

/// <summary>The server's table of contents: ground first, then the rooms.</summary>
internal static class IndexServer
{
    /// <summary>Puts the server together; it does not listen yet.</summary>
    /// <param name="builder">With configuration and listening addresses in place.</param>
    /// <param name="settings">Checked.</param>
    /// <param name="edges">Tests replace the edges here: the clock, the way out to issuers.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Settings settings, Action<IServiceCollection>? edges = null)
    {
        var data = new DataDirectory(settings.DataDirectory);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddStore(settings, data);
        builder.Services.AddPublishing();
        builder.Services.AddInstalling();
        builder.Services.AddExplaining();
        builder.Services.AddSigningIn();
        builder.Services.AddMaintaining();
        builder.Services.AddOperating(builder.Configuration, settings);
        builder.Services.AddPages();
        builder.Services.AddUpkeep();
        edges?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseForwarding(settings);
        app.UseMiddleware<TrailLog>();
        app.UseSecurityHeaders();
        app.UseMiddleware<RefusalHandler>();
        app.UseMiddleware<ReadingSessions>();
        app.UseRouting();
        var readers = app.ForReaders(settings);
        app.MapPublishing();
        readers.MapInstalling();
        app.MapAssets();
        app.MapExplaining(readers);
        app.MapSigningIn();
        app.MapMaintaining();
        app.MapOperating();
        return app;
    }

    /// <summary>Takes the data directory, brings the schema up to date and sweeps what an earlier process left half done.</summary>
    /// <returns>The lock to hold while the server runs; null when another server has the directory.</returns>
    public static async Task<IDisposable?> Open(WebApplication app, CancellationToken ct)
    {
        var engine = app.Services.GetRequiredService<Engine>();
        var held = app.Services.GetRequiredService<DataDirectory>().TryLock(engine.IsShared);
        if (held is null) return null;

        await using var db = await app.Services.GetRequiredService<IDbContextFactory<ColophonDb>>().CreateDbContextAsync(ct);
        await engine.Open(db, ct);
        // A neighbour's uploads are written to all the time; a file that nobody has written to for so long is nobody's.
        app.Services.GetRequiredService<Blobs>().SweepIncoming(engine.IsShared ? TimeSpan.FromHours(1) : TimeSpan.Zero);
        return held;
    }

    /// <summary>Once it listens: where the operator of an index that nobody has an account on makes the first; else null.</summary>
    public static Task<string?> FirstLink(WebApplication app, CancellationToken ct) => FirstStart.Link(app.Services, ct);
}
