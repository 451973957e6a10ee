Console.WriteLine("colophon-demo");
