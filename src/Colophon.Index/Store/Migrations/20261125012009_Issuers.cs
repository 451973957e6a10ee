using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Colophon.Index.Store.Migrations
{
    /// <inheritdoc />
    public partial class Issuers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Api",
                table: "Issuers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Audience",
                table: "Issuers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CertificateAuthority",
                table: "Issuers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Identify",
                table: "Issuers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Immutable",
                table: "Issuers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "PrivateNetwork",
                table: "Issuers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Web",
                table: "Issuers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "IssuerKeys",
                columns: table => new
                {
                    Issuer = table.Column<string>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Jwks = table.Column<string>(type: "TEXT", nullable: false),
                    Fetched = table.Column<long>(type: "INTEGER", nullable: false),
                    Seal = table.Column<string>(type: "TEXT", nullable: false),
                    Held = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IssuerKeys", x => x.Issuer);
                });

            migrationBuilder.CreateTable(
                name: "Switches",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Switches", x => x.Name);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "IssuerKeys");

            migrationBuilder.DropTable(
                name: "Switches");

            migrationBuilder.DropColumn(
                name: "Api",
                table: "Issuers");

            migrationBuilder.DropColumn(
                name: "Audience",
                table: "Issuers");

            migrationBuilder.DropColumn(
                name: "CertificateAuthority",
                table: "Issuers");

            migrationBuilder.DropColumn(
                name: "Identify",
                table: "Issuers");

            migrationBuilder.DropColumn(
                name: "Immutable",
                table: "Issuers");

            migrationBuilder.DropColumn(
                name: "PrivateNetwork",
                table: "Issuers");

            migrationBuilder.DropColumn(
                name: "Web",
                table: "Issuers");
        }
    }
}
