using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Colophon.Index.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ReleaseLife : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Classifiers",
                table: "Releases",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Summary",
                table: "Releases",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "Yanked",
                table: "Releases",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "YankedReason",
                table: "Releases",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "LatestVersion",
                table: "Projects",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Summary",
                table: "Projects",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Action",
                table: "History",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Version",
                table: "History",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "DiscardedBlobs",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DiscardedBlobs", x => x.Sha256);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Created",
                table: "Releases",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_Projects_Created",
                table: "Projects",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_History_Journal",
                table: "History",
                column: "Id",
                filter: "\"Action\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Files_Uploaded",
                table: "Files",
                column: "Uploaded");

            // What was published before mirrors could follow is in their journal too.
            migrationBuilder.Sql("UPDATE \"History\" SET \"Action\" = 'create' WHERE \"Event\" = 'project:create'");
            migrationBuilder.Sql("UPDATE \"History\" SET \"Action\" = 'add file ' || (\"Details\"::json->>'filename'), "
                + "\"Version\" = (\"Details\"::json->>'version') WHERE \"Event\" = 'file:add'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DiscardedBlobs");

            migrationBuilder.DropIndex(
                name: "IX_Releases_Created",
                table: "Releases");

            migrationBuilder.DropIndex(
                name: "IX_Projects_Created",
                table: "Projects");

            migrationBuilder.DropIndex(
                name: "IX_History_Journal",
                table: "History");

            migrationBuilder.DropIndex(
                name: "IX_Files_Uploaded",
                table: "Files");

            migrationBuilder.DropColumn(
                name: "Classifiers",
                table: "Releases");

            migrationBuilder.DropColumn(
                name: "Summary",
                table: "Releases");

            migrationBuilder.DropColumn(
                name: "Yanked",
                table: "Releases");

            migrationBuilder.DropColumn(
                name: "YankedReason",
                table: "Releases");

            migrationBuilder.DropColumn(
                name: "LatestVersion",
                table: "Projects");

            migrationBuilder.DropColumn(
                name: "Summary",
                table: "Projects");

            migrationBuilder.DropColumn(
                name: "Action",
                table: "History");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "History");
        }
    }
}
