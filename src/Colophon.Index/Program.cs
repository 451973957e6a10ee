using Colophon.Index.Operating;

// The one entrance: `colophon-index VERB …`. The server itself is the verb `serve`; IndexServer.cs is its table of contents.
return await Verbs.Run(args);
