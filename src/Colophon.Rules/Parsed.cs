using System.Diagnostics.CodeAnalysis;

namespace Colophon.Rules;

/// <summary>A value that was read from text or bytes, or the fault that says why there is none.</summary>
public readonly struct Parsed<T>
    where T : class
{
    private readonly T? value;
    private readonly Fault? fault;

    private Parsed(T? value, Fault? fault) => (this.value, this.fault) = (value, fault);

    /// <summary>True with the value, or false with the fault.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Fault? fault)
    {
        (value, fault) = (this.value, this.fault);
        return value is not null;
    }

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Fault fault) => new(null, fault);
}
