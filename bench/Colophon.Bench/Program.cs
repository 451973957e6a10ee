Console.WriteLine("colophon-bench");
