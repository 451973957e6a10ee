namespace Colophon.Demo;

/// <summary>
/// The whole story, told while it happens: each step says what it does and what was answered, and the first that is not as told ends it.
/// </summary>
internal sealed class Story : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("colophon-demo-").FullName;
    private readonly RunningIndex index;
    private readonly PracticeIssuer issuer;
    private readonly IndexClient client;
    private int step;

    private Story(RunningIndex index, PracticeIssuer issuer) =>
        (this.index, this.issuer, client) = (index, issuer, new IndexClient(index.Url));

    /// <returns>0 when every step did what it says.</returns>
    public static async Task<int> Tell(string program, bool keep)
    {
        try
        {
            await using var issuer = await PracticeIssuer.Start();
            await using var index = await RunningIndex.Start(program, new Dictionary<string, string>
            {
                ["Colophon__Issuers__0__Provider"] = "github",
                ["Colophon__Issuers__0__Issuer"] = issuer.Url,
                ["Colophon__PlainHttpIssuers"] = "true",
            });
            await using var story = new Story(index, issuer);
            await story.All();
            if (keep) await story.Keep();
            return 0;
        }
        catch (Exception exception) when (exception is StoryBroken or InvalidOperationException or TimeoutException or HttpRequestException
            or IOException)
        {
            Console.WriteLine($"\nThe story breaks here: {exception.Message}");
            return 1;
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task All()
    {
        Console.WriteLine($"An index with nothing in it listens at {index.Url}, and a practice CI system at {issuer.Url}.");
        var sdist = Distributions.BuildSdist(folder, "sampleproject", "1.2.0");
        var wheels = Distributions.OfTheSystem();
        await Register(sdist, wheels);

        var identity = await Identity();
        var token = await Publish(identity, sdist, wheels);
        await Install(sdist, wheels);
        await ShowSource();
        await Refusals(identity, token, sdist);
        Console.WriteLine("\nEnd of the story: every step did what it says.");
    }

    private async Task Register(Distribution sdist, IReadOnlyList<Distribution> wheels)
    {
        Say("The operator adds alice; she says that release.yml of octo-org/sampleproject, in environment pypi, may publish.");
        Expect(await index.Verb("user", "add", "alice", "--email", "alice@example.org"), 0);
        foreach (var name in wheels.Select(wheel => wheel.Name).Append(sdist.Name).Distinct())
        {
            var added = await index.Verb("publisher", "add", name, "--provider", "github", "--issuer", issuer.Url, "--set",
                "owner=octo-org", "repository=sampleproject",
                "workflow_filename=release.yml", "environment=pypi", "--pending", "--owner", "alice");
            Expect(added, 0);
            Console.WriteLine($"   {added.Output.Trim()}");
        }
    }

    private async Task<string> Identity()
    {
        Say("A CI job runs. It has no password and no stored token. It asks its CI system who it is, for this index alone.");
        var audience = (await client.Get("/_/oidc/audience"))["audience"]!;
        Console.WriteLine($"   The index wants tokens for the audience \"{audience}\".");
        return issuer.Token(PracticeJob.GitHub("octo-org", "sampleproject", "release.yml"), audience);
    }

    private async Task<string> Publish(string identity, Distribution sdist, IReadOnlyList<Distribution> wheels)
    {
        Say("The job exchanges its identity token for an upload token that lives 15 minutes.");
        var minted = Expect(await client.Mint(identity), 200);
        Console.WriteLine($"   Good for: {minted["projects"]?.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)}");
        var token = minted["token"]!;

        Say("It uploads a source distribution built on the "
            + $"spot{(wheels.Count > 0 ? $" and {wheels.Count} wheels that this system ships" : "")}. The first upload of a name creates "
            + "the project.");
        if (wheels.Count == 0) Console.WriteLine("   (This system ships no wheels: there is no Python here.)");
        foreach (var file in wheels.Prepend(sdist))
        {
            Expect(await client.Upload(file.Path, file.Name, file.Version, token), 200);
            Console.WriteLine($"   {Path.GetFileName(file.Path)}: taken");
        }

        Expect(await client.Upload(sdist.Path, sdist.Name, sdist.Version, token), 200);
        Console.WriteLine("   The same bytes again: taken as a success that changes nothing.");
        return token;
    }

    private async Task Install(Distribution sdist, IReadOnlyList<Distribution> wheels)
    {
        Say("pip installs from the index, checking hashes.");
        var python = Programs.Find("/usr/bin/python3");
        var wheel = wheels.FirstOrDefault(w => w.Name == "setuptools") ?? (wheels.Count > 0 ? wheels[0] : null);
        if (python is null || wheel is null || (await Programs.Run(python, ["-m", "pip", "--version"])).ExitCode != 0)
        {
            Console.WriteLine("   NOT SHOWN: there is no Python with pip on this system. (Debian: apt-get install python3-pip "
                + "python3-setuptools-whl)");
            return;
        }

        var requirements = Path.Combine(folder, "requirements.txt");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(wheel.Path)));
        await File.WriteAllTextAsync(requirements, $"{wheel.Name}=={wheel.Version} --hash=sha256:{hash}\n");
        var pip = await Programs.Run(python,
            ["-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check", "--root-user-action", "ignore", "--require-hashes",
            "--no-deps", "--index-url", $"{index.Url}/simple/",
            "--target", Path.Combine(folder, "site"), "-r", requirements],
                new Dictionary<string, string> { ["PIP_CONFIG_FILE"] = "/dev/null", ["PIP_FIND_LINKS"] = "", ["PIP_CERT"] = "" });
        Expect(pip, 0);
        Console.WriteLine($"   {pip.Output.Trim().Split('\n')[^1].Trim()}");

        var download = await Programs.Run(python,
            ["-m", "pip", "download", "--no-cache-dir", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:",
            "--no-build-isolation", "--index-url", $"{index.Url}/simple/", "-d", folder + "/got", $"{sdist.Name}=={sdist.Version}"],
            new Dictionary<string, string> { ["PIP_CONFIG_FILE"] = "/dev/null", ["PIP_FIND_LINKS"] = "", ["PIP_CERT"] = "" });
        Console.WriteLine(download.ExitCode == 0 ? $"   {sdist.Name} {sdist.Version} downloaded as source."
            : $"   (pip could not prepare the source distribution: setuptools is not installed here.)");
    }

    private async Task ShowSource()
    {
        Say("Where did the file come from? The project's page says it.");
        var page = Expect(await client.Get("/project/sampleproject/"), 200);
        var start = page.Body.IndexOf("<p class=\"colophon\">", StringComparison.Ordinal);
        if (start < 0) throw new StoryBroken("the project page has no colophon");
        var paragraph = page.Body[start..page.Body.IndexOf("</p>", start, StringComparison.Ordinal)];
        Console.WriteLine($"   {System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(paragraph, "<[^>]+>", ""))}");
    }

    private async Task Refusals(string identity, string token, Distribution sdist)
    {
        Say("Somebody has copied the identity token from the job's log, and tries it again.");
        Refused(await client.Mint(identity), 422, "already used");

        Say("A fork of the repository runs the same workflow.");
        Refused(await client.Exchange(issuer.RequestFor(PracticeJob.GitHub("mallory", "sampleproject", "release.yml"))), 422,
            "no corresponding publisher");

        Say("Another workflow of the right repository tries to publish.");
        Refused(await client.Exchange(issuer.RequestFor(PracticeJob.GitHub("octo-org", "sampleproject", "test.yml"))), 422,
            "job_workflow_ref");

        Say("The upload token leaks, and is tried on another project.");
        Expect(await index.Verb("project", "add", "other-project", "--owner", "alice"), 0);
        var other = Distributions.BuildSdist(folder, "other-project", "1.0");
        Refused(await client.Upload(other.Path, other.Name, other.Version, token), 403, "not valid for project");

        Say("The file is changed on its way.");
        await File.AppendAllTextAsync(sdist.Path, "one more line");
        Refused(await client.Upload(sdist.Path, sdist.Name, sdist.Version, token), 400, "already exists");
    }

    private async Task Keep()
    {
        Console.WriteLine($"\nThe index goes on at {index.Url} until you press Ctrl-C. Its data: {index.Data}");
        var stop = new TaskCompletionSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.TrySetResult();
        };
        await stop.Task;
    }

    private void Say(string sentence) => Console.WriteLine($"\n{++step}. {sentence}");

    private static void Refused(Answer answer, int status, string words)
    {
        if (answer.Status != status || answer["detail"]?.Contains(words, StringComparison.Ordinal) != true)
            throw new StoryBroken($"expected {status} with '{words}', got {answer.Status}: {answer.Body}");
        Console.WriteLine($"   Refused ({answer.Status}): {answer["detail"]}\n   What to do: {answer["remedy"]}");
    }

    private static Answer Expect(Answer answer, int status) =>
        answer.Status == status ? answer : throw new StoryBroken($"expected {status}, got {answer.Status} {answer.Reason}: {answer.Body}");

    private static void Expect(Ended ended, int code)
    {
        if (ended.ExitCode != code) throw new StoryBroken($"a program ended with {ended.ExitCode}: {ended.Output}");
    }
}

/// <summary>A step did not do what it says.</summary>
internal sealed class StoryBroken(string message) : Exception(message);
