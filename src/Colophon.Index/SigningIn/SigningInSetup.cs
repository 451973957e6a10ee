using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.Passkeys;
using Colophon.Index.SigningIn.Passwords;
using Colophon.Index.SigningIn.SecondFactor;
using Colophon.Index.SigningIn.SingleSignOn;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>Puts the room together: Identity for hashes, lock-outs and passkeys, and our own sessions instead of its cookies.</summary>
internal static class SigningInSetup
{
    /// <summary>Wrong passwords before an account waits.</summary>
    private const int MostTries = 10;

    public static IServiceCollection AddSigningIn(this IServiceCollection services)
    {
        services.AddScoped<Writing>().AddScoped<Sessions>().AddScoped<Kept>();
        services.AddScoped<Posting>().AddScoped<Entering>().AddScoped<Proving>();
        services.AddScoped<HalfSignedIn>().AddScoped<SecondFactors>().AddScoped<NewPasswords>().AddScoped<NewAccounts>();
        services.AddScoped<PasskeyQuestions>().AddScoped<SignOnEnds>().AddSingleton<OpenIdProvider>().AddSingleton<Seals>();
        services.AddSingleton<LinkRequests>().AddHostedService(all => all.GetRequiredService<LinkRequests>());
        return services.AddIdentity();
    }

    private static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton<IPasswordHasher<User>, PasswordHashes>();
        services.AddIdentityCore<User>(identity =>
        {
            identity.User.RequireUniqueEmail = true;
            identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3; // passkeys
            identity.Lockout.MaxFailedAccessAttempts = MostTries;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        });
        services.AddScoped<IUserStore<User>, UserOnlyStore<User, ColophonDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>,
            IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>>();
        services.AddScoped<ILookupNormalizer, LowerCase>();
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.AddOptions<IdentityPasskeyOptions>().Configure(passkeys =>
        {
            passkeys.UserVerificationRequirement = "required"; // two factors at once
            passkeys.ResidentKeyRequirement = "required"; // found without a name
            passkeys.AttestationConveyancePreference = "none";
            passkeys.ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin
                && origin.HttpContext.RequestServices.GetRequiredService<PasskeyQuestions>().IsOurs(origin.Origin, origin.HttpContext));
        });
        return services;
    }

    /// <summary>Names and addresses are found in ASCII lower case, as the operator's verbs keep them.</summary>
    private sealed class LowerCase : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name is null ? null : User.Normalize(name);

        public string? NormalizeEmail(string? email) => email is null ? null : User.Normalize(email);
    }
}
