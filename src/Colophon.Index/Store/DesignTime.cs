using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Colophon.Index.Store;

/// <summary>Lets `dotnet ef migrations add NAME` see the model without starting a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<ColophonDb>
{
    public ColophonDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ColophonDb>().UseSqlite("Data Source=design.db").Options);
}
