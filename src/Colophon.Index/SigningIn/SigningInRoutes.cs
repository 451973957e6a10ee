using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>The doors of the room of accounts.</summary>
internal static class SigningInRoutes
{
    /// <summary>Wrong passwords before an account waits.</summary>
    private const int MostTries = 10;

    public static IServiceCollection AddSigningIn(this IServiceCollection services)
    {
        services.AddScoped<Sessions>();
        services.AddIdentityCore<User>(identity =>
        {
            identity.User.RequireUniqueEmail = true;
            identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3; // passkeys
            identity.Lockout.MaxFailedAccessAttempts = MostTries;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            identity.Password = new PasswordOptions // length decides, and a list of known ones; letters of each kind do not (NIST SP 800-63B)
            {
                RequiredLength = 12,
                RequireDigit = false,
                RequireLowercase = false,
                RequireUppercase = false,
                RequireNonAlphanumeric = false,
                RequiredUniqueChars = 4,
            };
        }).AddDefaultTokenProviders();
        services.AddScoped<IUserStore<User>, UserOnlyStore<User, ColophonDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>,
            IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>>();
        services.AddScoped<ILookupNormalizer, LowerCase>();
        return services;
    }

    public static void MapSigningIn(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/set-up/{secret}", SetUp.Show).For(Standing.Anyone);
        doors.MapPost("/set-up/{secret}", SetUp.Use).For(Standing.Anyone);
        doors.MapGet("/sign-in", SignIn.Show).For(Standing.Anyone);
        doors.MapPost("/sign-in", SignIn.Enter).For(Standing.Anyone).RequireTls();
        doors.MapPost("/sign-out", SignOut.Handle).For(Standing.SignedIn);
    }

    /// <summary>Names and addresses are found in ASCII lower case, as the operator's verbs keep them.</summary>
    private sealed class LowerCase : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name is null ? null : User.Normalize(name);

        public string? NormalizeEmail(string? email) => email is null ? null : User.Normalize(email);
    }
}
