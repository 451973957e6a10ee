namespace Colophon.Index.SigningIn;

/// <summary>The doors of the room of accounts. Small for now: a set-up link can be used; signing in comes with the web interface.</summary>
internal static class SigningInRoutes
{
    public static void MapSigningIn(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/set-up/{secret}", SetUp.Show);
        doors.MapPost("/set-up/{secret}", SetUp.Use);
    }
}
