using System.Globalization;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>What a deletion takes away for ever: told before, and confirmed by typing the name of it.</summary>
/// <param name="Name">As it is to be typed.</param>
internal sealed record Loss(string Kind, string Name, int Files, long Bytes)
{
    /// <summary>Null: the name was typed.</summary>
    public Fault? WhyNot(string? typed) => typed == Name
        ? null
        : LifeProblems.NotConfirmed.Because($"{(string.IsNullOrEmpty(typed) ? "No name" : $"'{typed[..Math.Min(typed.Length, 100)]}'")} "
            + $"was typed, expected '{Name}'. {InWords} would be lost for ever, and names of files are never free again.");

    private string InWords => string.Create(CultureInfo.InvariantCulture, $"{(Files == 1 ? "1 file" : $"{Files} files")} of {Bytes} bytes");
}

/// <summary>Adds up what would be lost.</summary>
internal static class Losses
{
    public static async Task<Parsed<Loss>> LossOf(this ColophonDb db, Subject subject, CancellationToken ct)
    {
        if (!(await subject.Find(db, ct)).TryGet(out var target, out var fault)) return fault;
        var sizes = await target.FilesIn(db).Select(f => f.Size).ToListAsync(ct);
        return new Loss(target.Kind, target.Name, sizes.Count, sizes.Sum());
    }
}
