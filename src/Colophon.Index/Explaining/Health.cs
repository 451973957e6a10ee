using Colophon.Index.Store;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Explaining;

/// <summary>Whether the index can answer: 200 when its database does.</summary>
internal static class Health
{
    public static async Task Handle(HttpContext context, ColophonDb db)
    {
        await db.Projects.AnyAsync(context.RequestAborted);
        await context.Response.WriteAsync("ok\n", context.RequestAborted);
    }
}
