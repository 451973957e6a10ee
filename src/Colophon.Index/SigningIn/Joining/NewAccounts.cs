using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Colophon.Index.Store.People;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Joining;

/// <summary>An account that a person wants.</summary>
/// <param name="Password">Null for who signs in by the organisation.</param>
internal sealed record NewAccount(string Name, string Email, string? Password);

/// <summary>Makes accounts for people whose address was proved, inside the caller's change.</summary>
internal sealed class NewAccounts(Writing write, IPasswordHasher<User> hasher)
{
    /// <returns>The person, or what is wrong with what they typed.</returns>
    public async Task<(User? User, string? Fault)> Make(NewAccount wanted, CancellationToken ct, bool isOperator = false)
    {
        if (NewPeople.FaultInName(wanted.Name) is { } name) return (null, name);
        if (wanted.Password is { } typed && PasswordRules.FaultIn(typed, wanted.Name, wanted.Email) is { } password)
            return (null, password);
        if (await write.Db.HasName(wanted.Name, ct)) return (null, $"The name '{wanted.Name}' is taken. Choose another.");
        if (await write.Db.UserOf(wanted.Email, ct) is not null)
            return (null, "An account of this address was made meanwhile. Sign in to it.");

        var user = User.New(wanted.Name, wanted.Email, write.Now);
        (user.EmailConfirmed, user.IsAdmin) = (true, isOperator);
        if (wanted.Password is not null) user.PasswordHash = hasher.HashPassword(user, wanted.Password);
        write.Db.Users.Add(user);
        await write.Db.Record(write.Now, "user:add", project: null, user.Name,
            new Dictionary<string, string?> { ["user"] = user.Name, ["admin"] = isOperator.ToString() }, ct);
        return (user, null);
    }
}
