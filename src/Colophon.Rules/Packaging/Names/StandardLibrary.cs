namespace Colophon.Rules.Packaging.Names;

/// <summary>
/// Names of modules that Python brings along, of any version: a project of such a name would shadow or be mistaken for it.
/// </summary>
internal static class StandardLibrary
{
    /// <param name="normalized">PEP 503 form.</param>
    public static bool Has(string normalized) => Names.Contains(normalized);

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "abc", "aifc", "annotationlib", "antigravity", "anydbm", "argparse", "array", "ast", "asynchat", "asyncio", "asyncore",
        "atexit", "audioop", "base64", "basehttpserver", "bastion", "bdb", "binascii", "binhex", "bisect", "builtins", "bz2",
        "calendar", "cgi", "cgihttpserver", "cgitb", "chunk", "cmath", "cmd", "code", "codecs", "codeop", "collections", "colorsys",
        "commands", "compileall", "compiler", "compression", "concurrent", "configparser", "contextlib", "contextvars", "cookie",
        "cookielib", "copy", "copy-reg", "copyreg", "cpickle", "cprofile", "crypt", "cstringio", "csv", "ctypes", "curses",
        "dataclasses", "datetime", "dbhash", "dbm", "decimal", "difflib", "dircache", "dis", "distutils", "doctest",
        "docxmlrpcserver", "dumbdbm", "dummy-thread", "dummy-threading", "email", "encodings", "ensurepip", "enum", "errno",
        "exceptions", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "formatter", "fpformat", "fractions", "ftplib",
        "functools", "gc", "gdbm", "genericpath", "getopt", "getpass", "gettext", "glob", "graphlib", "grp", "gzip", "hashlib",
        "heapq", "hmac", "html", "htmlentitydefs", "htmllib", "htmlparser", "http", "httplib", "idlelib", "ihooks", "imageop",
        "imaplib", "imghdr", "imp", "importlib", "imputil", "inspect", "io", "ipaddress", "itertools", "json", "keyword", "lib2to3",
        "linecache", "locale", "logging", "lzma", "macpath", "mailbox", "mailcap", "marshal", "math", "md5", "mhlib", "mimetools",
        "mimetypes", "mimewriter", "mimify", "mmap", "modulefinder", "msilib", "msvcrt", "multifile", "multiprocessing", "mutex",
        "netrc", "new", "nis", "nntplib", "nt", "ntpath", "nturl2path", "numbers", "opcode", "operator", "optparse", "os",
        "ossaudiodev", "parser", "pathlib", "pdb", "pickle", "pickletools", "pipes", "pkgutil", "platform", "plistlib", "popen2",
        "poplib", "posix", "posixfile", "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py-compile", "pyclbr", "pydoc",
        "pydoc-data", "pyexpat", "queue", "quopri", "random", "re", "readline", "repr", "reprlib", "resource", "rexec", "rfc822",
        "rlcompleter", "robotparser", "runpy", "sched", "scrolledtext", "secrets", "select", "selectors", "sets", "sgmllib", "sha",
        "shelve", "shlex", "shutil", "signal", "simplehttpserver", "simplexmlrpcserver", "site", "smtpd", "smtplib", "sndhdr",
        "socket", "socketserver", "spwd", "sqlite3", "sre-compile", "sre-constants", "sre-parse", "ssl", "stat", "statistics",
        "statvfs", "string", "stringio", "stringold", "stringprep", "struct", "subprocess", "sunau", "sunaudio", "symbol", "symtable",
        "sys", "sysconfig", "syslog", "tabnanny", "tarfile", "telnetlib", "tempfile", "termios", "textwrap", "this", "thread",
        "threading", "time", "timeit", "tkfiledialog", "tkinter", "toaiff", "token", "tokenize", "tomllib", "trace", "traceback",
        "tracemalloc", "tty", "turtle", "turtledemo", "types", "typing", "unicodedata", "unittest", "urllib", "urllib2", "urlparse",
        "user", "userdict", "userlist", "userstring", "uu", "uuid", "venv", "warnings", "wave", "weakref", "webbrowser", "whichdb",
        "winreg", "winsound", "wsgiref", "xdrlib", "xml", "xmllib", "xmlrpc", "xmlrpclib", "zipapp", "zipfile", "zipimport", "zlib",
        "zoneinfo",
    };
}
