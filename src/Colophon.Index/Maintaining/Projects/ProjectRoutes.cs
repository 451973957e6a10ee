using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Maintaining.People;
using Colophon.Index.Maintaining.Telling;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>Doors to projects, what was published in them, the people of them and their tokens.</summary>
internal static class ProjectRoutes
{
    private static readonly (string Name, string Means) Confirm =
        ("confirm", "The name of what is deleted, once more; left out, the refusal says what would be lost.");

    public static IServiceCollection AddProjectDoors(this IServiceCollection services) => services
        .AddScoped<Working>()
        .AddScoped<TokenDesk>();

    public static void MapProjects(this IEndpointRouteBuilder doors)
    {
        doors.MapPages();
        doors.MapDeletions();
        doors.MapProjectApi();
        doors.MapReleaseApi();
        doors.MapPeople();
        doors.MapTelling();
    }

    private static void MapPages(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/manage/projects/", ReleasePages.ShowMine).For(Standing.SignedIn);
        var project = doors.MapGroup("/manage/project/{project}");
        project.MapGet("/", ReleasePages.ShowAll).ForMembers(Standing.Maintainer);
        project.MapGet("/release/{version}/", ReleasePages.ShowOne).ForMembers(Standing.Maintainer);
        project.MapPost("/release/{version}/yank", ReleasePages.YankRelease).ForMembers(Standing.Maintainer);
        project.MapPost("/release/{version}/unyank", ReleasePages.UnyankRelease).ForMembers(Standing.Maintainer);
        project.MapPost("/file/{filename}/yank", ReleasePages.YankFile).ForMembers(Standing.Maintainer);
        project.MapPost("/file/{filename}/unyank", ReleasePages.UnyankFile).ForMembers(Standing.Maintainer);
        project.MapGet("/settings/", SettingsPage.Show).ForMembers(Standing.Owner);
        project.MapPost("/settings/status", SettingsPage.SetStatus).ForMembers(Standing.Owner);
    }

    private static void MapDeletions(this IEndpointRouteBuilder doors)
    {
        var project = doors.MapGroup("/manage/project/{project}");
        foreach (var what in (string[])["/settings/delete", "/release/{version}/delete", "/file/{filename}/delete"])
        {
            project.MapGet(what, DeletePages.Show).ForMembers(Standing.Owner).Lately();
            project.MapPost(what, DeletePages.Delete).ForMembers(Standing.Owner).Lately();
        }
    }

    private static void MapProjectApi(this IEndpointRouteBuilder doors)
    {
        doors.MapApi("GET", "/projects", ProjectApi.List, Standing.SignedIn,
            new ApiAct("listProjects", "The projects in which you have a role.")
            { Gives = typeof(ApiPage<ProjectRow>), Query = PageAsked.Parameters });
        doors.MapApi("GET", "/projects/{project}", ProjectApi.Get, Standing.Maintainer,
            new ApiAct("getProject", "A project.")
            { Gives = typeof(ProjectDetails) });
        doors.MapApi("PATCH", "/projects/{project}", ProjectApi.Change, Standing.Owner,
            new ApiAct("changeProject", "Says what a project is from now on.")
            { Takes = typeof(StatusWanted), Gives = typeof(ProjectDetails) });
        doors.MapApi("DELETE", "/projects/{project}", ProjectApi.Delete, Standing.Owner,
            new ApiAct("deleteProject", "Deletes a project with all its releases for ever.")
            { Gives = typeof(Deleted), Query = [Confirm] });
    }

    private static void MapReleaseApi(this IEndpointRouteBuilder doors)
    {
        const string Releases = "/projects/{project}/releases", Release = Releases + "/{version}";
        const string File = "/projects/{project}/files/{filename}";
        doors.MapApi("GET", Releases, ReleaseApi.List, Standing.Maintainer,
            new ApiAct("listReleases", "A project's releases, the highest version first.")
            { Gives = typeof(ApiPage<ReleaseRow>), Query = PageAsked.Parameters });
        doors.MapApi("GET", Release, ReleaseApi.Get, Standing.Maintainer,
            new ApiAct("getRelease", "A release with its files.")
            { Gives = typeof(ReleaseDetails) });
        doors.MapApi("DELETE", Release, ReleaseApi.Delete, Standing.Owner,
            new ApiAct("deleteRelease", "Deletes a release with its files for ever; its name is PROJECT==VERSION.")
            { Gives = typeof(Deleted), Query = [Confirm] });
        doors.MapApi("PUT", Release + "/yank", ReleaseApi.Yank, Standing.Maintainer,
            new ApiAct("yankRelease", "Has installers pass over a release unless it is pinned.")
            { Takes = typeof(YankWanted), Gives = typeof(ReleaseDetails) });
        doors.MapApi("DELETE", Release + "/yank", ReleaseApi.Unyank, Standing.Maintainer,
            new ApiAct("unyankRelease", "Has installers take a release again.")
            { Gives = typeof(ReleaseDetails) });
        doors.MapApi("GET", File, ReleaseApi.GetFile, Standing.Maintainer,
            new ApiAct("getFile", "A file.") { Gives = typeof(FileRow) });
        doors.MapApi("DELETE", File, ReleaseApi.DeleteFile, Standing.Owner,
            new ApiAct("deleteFile", "Deletes a file for ever.")
            { Gives = typeof(Deleted), Query = [Confirm] });
        doors.MapApi("PUT", File + "/yank", ReleaseApi.YankFile, Standing.Maintainer,
            new ApiAct("yankFile", "Has installers pass over a file unless it is pinned.")
            { Takes = typeof(YankWanted), Gives = typeof(FileRow) });
        doors.MapApi("DELETE", File + "/yank", ReleaseApi.UnyankFile, Standing.Maintainer,
            new ApiAct("unyankFile", "Has installers take a file again.")
            { Gives = typeof(FileRow) });
    }
}
