using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Colophon.Index.Store.Migrations
{
    /// <inheritdoc />
    public partial class RefusedExchanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Refused",
                columns: table => new
                {
                    PublisherId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FindingsSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Findings = table.Column<string>(type: "TEXT", nullable: false),
                    First = table.Column<long>(type: "INTEGER", nullable: false),
                    Last = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Refused", x => new { x.PublisherId, x.FindingsSha256 });
                    table.ForeignKey(
                        name: "FK_Refused_Publishers_PublisherId",
                        column: x => x.PublisherId,
                        principalTable: "Publishers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Publishers_Provider_Issuer_Pins",
                table: "Publishers",
                columns: new[] { "Provider", "Issuer", "Pins" });

            migrationBuilder.CreateIndex(
                name: "IX_Refused_Last",
                table: "Refused",
                column: "Last");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Refused");

            migrationBuilder.DropIndex(
                name: "IX_Publishers_Provider_Issuer_Pins",
                table: "Publishers");
        }
    }
}
